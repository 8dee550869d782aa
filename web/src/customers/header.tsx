import { useQuery } from '@tanstack/react-query'
import { MessageCircle, ReceiptText } from 'lucide-react'
import type { ReactNode } from 'react'

import { shopInfo } from '../api/shop_info.ts'
import { useStore } from '../api/store.ts'
import { useNow } from '../format/clock.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { AppearanceMenu } from '../ui/appearance_menu.tsx'
import { Brand } from '../ui/brand.tsx'
import { buttonClass } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Link, useLocation } from '../ui/location.tsx'
import { openWords } from './open_state.ts'

type CustomerHeaderProps = {
  /** What the chat is about, when it is asked for from here. */
  about?: { order?: string; link?: string }
}

/** What every page of a customer begins with: whose shop this is, whether it is open, and the way to orders and chat. */
export function CustomerHeader({ about }: CustomerHeaderProps) {
  const t = useTexts()
  const shop = useQuery(shopInfo)
  const store = useStore()
  return (
    <header>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-card focus:px-4 focus:py-2 focus:shadow-high"
      >
        {t('skip-to-content')}
      </a>
      <div className="bg-card">
        <div className="mx-auto flex max-w-7xl items-center gap-1 px-4 py-2 sm:gap-2 sm:px-6">
          <Link href={paths.shop()} className="mr-auto flex min-h-11 min-w-0 items-center gap-2.5 rounded-md pr-2">
            <Brand size={32} />
            <span className="grid min-w-0 leading-tight">
              <span className="truncate font-bold">{store.data?.name ?? 'Entrega'}</span>
              {store.data ? <OpenState /> : null}
            </span>
          </Link>
          <nav aria-label={t('customers-pages')} className="flex items-center gap-1">
            <HeaderLink href={paths.orders()} label={t('customers-orders')} icon={<ReceiptText aria-hidden size={19} />} />
            {shop.data?.chat ? <HeaderLink href={paths.chat(about)} label={t('customers-chat')} icon={<MessageCircle aria-hidden size={19} />} /> : null}
          </nav>
          <AppearanceMenu />
        </div>
      </div>
      <div aria-hidden className="drop-shadow-sm">
        <div className="awning" />
      </div>
    </header>
  )
}

function OpenState() {
  const t = useTexts()
  const now = useNow()
  const store = useStore()
  if (!store.data) return null
  const { isOpen, words } = openWords(store.data, t, now)
  return (
    <span className={classNames('flex items-center gap-1.5 text-xs font-semibold', isOpen ? 'text-leaf' : 'text-sun')}>
      <span aria-hidden className={classNames('size-1.5 shrink-0 rounded-full', isOpen ? 'bg-leaf' : 'bg-sun')} />
      <span className="truncate">{words}</span>
    </span>
  )
}

/** A word beside its icon where there is room, the icon alone where there is not. */
function HeaderLink({ href, label, icon }: { href: string; label: string; icon: ReactNode }) {
  const { pathname } = useLocation()
  const isHere = pathname === new URL(href, location.origin).pathname
  return (
    <Link
      href={href}
      aria-label={label}
      title={label}
      aria-current={isHere ? 'page' : undefined}
      className={classNames(buttonClass('quiet'), 'max-sm:w-10 max-sm:px-0 sm:px-3', isHere && 'bg-ink/7')}
    >
      {icon}
      <span className="max-sm:hidden">{label}</span>
    </Link>
  )
}
