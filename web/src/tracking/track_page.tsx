import { Link2Off } from 'lucide-react'

import { CustomerHeader } from '../customers/header.tsx'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Empty, Failure } from '../ui/states.tsx'
import { ofLink } from './followed.ts'
import { FollowedOrder } from './followed_order.tsx'
import { useTracked } from './live.ts'
import { WaitingPage } from './waiting_page.tsx'

/** An order by its link: whom it is for is known by a first name, and where it goes is not. */
export default function TrackPage({ name: token }: { name: string }) {
  return (
    <>
      <CustomerHeader about={{ link: token }} />
      <Tracked token={token} />
    </>
  )
}

function Tracked({ token }: { token: string }) {
  const { data, error, stream, isGone, retry } = useTracked(token)
  if (isGone) return <LinkGone />
  if (data) return <FollowedOrder order={ofLink(data, token)} timeline={data.timeline} stream={stream} about={{ link: token }} />
  if (error) {
    return (
      <main id="content" className="mx-auto max-w-2xl px-4 py-16">
        <Failure error={error} onRetry={retry} />
      </main>
    )
  }
  return <WaitingPage />
}

function LinkGone() {
  const t = useTexts()
  return (
    <main id="content" className="grid min-h-[60dvh] place-content-center">
      <title>{t('tracking-gone')}</title>
      <Empty icon={<Link2Off size={28} />} title={t('tracking-gone')} action={<ButtonLink kind="primary" href={paths.shop()}>{t('tracking-to-shop')}</ButtonLink>}>
        {t('tracking-gone-detail')}
      </Empty>
    </main>
  )
}
