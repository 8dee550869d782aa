import { useQueryClient } from '@tanstack/react-query'
import { LogOut, UserRound, UsersRound } from 'lucide-react'
import type { ReactNode } from 'react'

import { paths } from '../paths.ts'
import { signOut, staffSession } from '../session/session.ts'
import { useTexts } from '../texts/texts.tsx'
import { AppearanceMenu } from '../ui/appearance_menu.tsx'
import { Brand } from '../ui/brand.tsx'
import { navigate } from '../ui/location.tsx'
import { Menu } from '../ui/menu.tsx'
import { useToasts } from '../ui/toast.tsx'

type CourierFrameProps = {
  /** Who carries. */
  who?: string
  /** Whoever acts for somebody may choose another. */
  mayChoose?: boolean
  children: ReactNode
}

/** The strip at the top, and the screen below it. */
export function CourierFrame({ who, mayChoose = false, children }: CourierFrameProps) {
  const t = useTexts()
  const queries = useQueryClient()
  const toasts = useToasts()
  const leave = () => {
    void signOut()
      .then(() => queries.setQueryData(staffSession.queryKey, null))
      .catch(toasts.failed)
  }
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center gap-2 border-b border-line bg-card pr-2 pl-4">
        <Brand size={30} />
        <h1 className="min-w-0 flex-1 truncate text-lg">{t('courier-title')}</h1>
        <AppearanceMenu />
        {who ? (
          <Menu
            label={t('courier-signed-in', { name: who })}
            items={[
              ...(mayChoose ? [{ label: t('courier-choose-other'), icon: <UsersRound aria-hidden size={16} />, onChoose: () => navigate(paths.courier()) }] : []),
              { label: t('courier-sign-out'), icon: <LogOut aria-hidden size={16} />, onChoose: leave },
            ]}
          >
            <UserRound aria-hidden size={18} />
            <span className="max-w-28 truncate">{who}</span>
          </Menu>
        ) : null}
      </header>
      <main id="content" className="flex min-h-0 flex-1 flex-col">{children}</main>
    </div>
  )
}
