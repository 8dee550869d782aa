import { PackageSearch } from 'lucide-react'

import { isProblem } from '../api/problem.ts'
import { useStore } from '../api/store.ts'
import { CustomerHeader } from '../customers/header.tsx'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { useLocation } from '../ui/location.tsx'
import { Empty, Failure } from '../ui/states.tsx'
import { ChooseInstead } from './choose_instead.tsx'
import { ofCustomer } from './followed.ts'
import { FollowedOrder } from './followed_order.tsx'
import { type OwnOrder, useOwnOrder } from './live.ts'
import { MessagesPanel } from './messages_panel.tsx'
import { OrderActions } from './order_actions.tsx'
import { PayAgain } from './pay_again.tsx'
import { PinCard } from './pin_card.tsx'
import { ReceiptPage } from './receipt_page.tsx'
import { SignIn } from './sign_in.tsx'
import { WaitingPage } from './waiting_page.tsx'

/** An order of whoever is signed in: what its link shows, and the address, the PIN and all that can be changed. */
export default function OrderPage({ name: order }: { name: string }) {
  const isReceipt = useLocation().searchParams.get('view') === 'receipt'
  return (
    <>
      <div className="print:hidden"><CustomerHeader about={{ order }} /></div>
      {isReceipt ? <ReceiptPage order={order} /> : <Order order={order} />}
    </>
  )
}

function Order({ order }: { order: string }) {
  const t = useTexts()
  const { data, error, stream, isGone, retry } = useOwnOrder(order)
  if (isProblem(error, 'not_signed_in', 'wrong_role')) {
    return (
      <main id="content" className="px-4 py-12">
        <SignIn detail={t('tracking-sign-in-detail')} />
      </main>
    )
  }
  if (isGone) return <NoOrder />
  if (data) return <Followed order={data} stream={stream} />
  if (error) {
    return (
      <main id="content" className="mx-auto max-w-2xl px-4 py-16">
        <Failure error={error} onRetry={retry} />
      </main>
    )
  }
  return <WaitingPage />
}

function Followed({ order, stream }: { order: OwnOrder; stream: ReturnType<typeof useOwnOrder>['stream'] }) {
  const store = useStore()
  return (
    <FollowedOrder
      order={ofCustomer(order, store.data)}
      timeline={order.timeline}
      stream={stream}
      about={{ order: order.id }}
      asked={
        <>
          <PinCard order={order} />
          <ChooseInstead order={order} />
        </>
      }
      paying={<PayAgain key={order.payment.state} order={order} />}
      actions={<OrderActions order={order} />}
      more={<MessagesPanel order={order} timeZone={store.data?.time_zone ?? undefined} />}
    />
  )
}

/** To somebody else it is not there. */
function NoOrder() {
  const t = useTexts()
  return (
    <main id="content" className="grid min-h-[60dvh] place-content-center">
      <title>{t('tracking-no-order')}</title>
      <Empty icon={<PackageSearch size={28} />} title={t('tracking-no-order')} action={<ButtonLink kind="primary" href={paths.shop()}>{t('tracking-to-shop')}</ButtonLink>}>
        {t('tracking-no-order-detail')}
      </Empty>
    </main>
  )
}
