import { useQuery } from '@tanstack/react-query'
import { Maximize2, MessageCircle } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { shopInfo } from '../api/shop_info.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { buttonClass, Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Link, useLocation } from '../ui/location.tsx'
import { Loading } from '../ui/states.tsx'
import type { About } from './chat.tsx'

/** What talks is read when it is asked for. */
const Chat = lazy(() => import('./chat.tsx').then(({ Chat }) => ({ default: Chat })))

/** What a page is about, so is the conversation that is begun on it. */
function aboutPage(pathname: string): About {
  const [, kind, name] = /^\/(orders|r)\/([^/]+)$/.exec(pathname) ?? []
  if (!name) return {}
  return kind === 'r' ? { link: decodeURIComponent(name) } : { order: decodeURIComponent(name) }
}

/** The way to the shop from every page: a button, and the conversation beside what is being looked at. */
export default function ChatPanel() {
  const t = useTexts()
  const { pathname } = useLocation()
  const shop = useQuery(shopInfo)
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  const about = aboutPage(pathname)
  if (!shop.data?.chat || pathname === paths.chat()) return null
  return (
    <>
      <Button
        kind="primary"
        size="large"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        icon={<MessageCircle aria-hidden size={22} />}
        className="fixed right-4 bottom-[max(1rem,env(safe-area-inset-bottom))] z-20 rounded-full! shadow-high max-sm:w-13 max-sm:px-0!"
      >
        <span className="max-sm:sr-only">{t('chat-open')}</span>
      </Button>
      {isOpen ? (
        <Dialog title={t('chat-title')} shape="drawer" flush onClose={close}>
          {/* Whoever follows a link out of the conversation sees where it leads. */}
          <div className="flex min-h-0 flex-1 flex-col bg-paper" onClick={(event) => event.target instanceof Element && event.target.closest('a[href^="/"]') && close()}>
            <Suspense fallback={<Loading />}>
              <Chat key={about.link ?? ''} about={about} />
            </Suspense>
            <Link href={paths.chat(about)} className={classNames(buttonClass('quiet', 'small'), 'mb-2 self-center max-sm:hidden')}>
              <Maximize2 aria-hidden size={14} />
              {t('chat-whole-page')}
            </Link>
          </div>
        </Dialog>
      ) : null}
    </>
  )
}
