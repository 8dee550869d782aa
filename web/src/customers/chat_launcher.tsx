import { useQuery } from '@tanstack/react-query'
import { MessageCircle } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { shopInfo } from '../api/shop_info.ts'
import { paths } from '../paths.ts'
import { withTexts } from '../texts/bundles.ts'
import { useTexts } from '../texts/texts.tsx'
import { IconButton } from '../ui/button.tsx'
import { useLocation } from '../ui/location.tsx'

/** What talks is read when it is asked for. */
const ChatPanel = lazy(withTexts(() => import('../chat/chat_panel.tsx'), 'chat'))

/** The way to the shop from every page. */
export function ChatLauncher() {
  const t = useTexts()
  const { pathname } = useLocation()
  const shop = useQuery(shopInfo)
  const [isOpen, setOpen] = useState(false)
  // At the checkout the way is in the header alone: at the bottom is what pays.
  if (!shop.data?.chat || pathname === paths.chat() || pathname === paths.checkout()) return null
  return (
    <>
      <IconButton
        label={t('customers-chat-open')}
        kind="primary"
        size="large"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="fixed right-4 bottom-[max(1rem,env(safe-area-inset-bottom))] z-20 rounded-full! shadow-high"
      >
        <MessageCircle aria-hidden size={24} />
      </IconButton>
      {isOpen ? (
        <Suspense fallback={null}>
          <ChatPanel pathname={pathname} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
