import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LogOut, UserPlus, UserRound } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Menu } from '../ui/menu.tsx'
import { useToasts } from '../ui/toast.tsx'
import { signOut, staffSession } from './session.ts'

const HireDialog = lazy(() => import('./hire_dialog.tsx').then((module) => ({ default: module.HireDialog })))

export function SignedInMenu() {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const session = useQuery(staffSession).data
  const name = session?.name ?? ''
  const [isHiring, setHiring] = useState(false)
  const leave = () => {
    void signOut()
      .then(() => queries.setQueryData(staffSession.queryKey, null))
      .catch(toasts.failed)
  }
  return (
    <>
      <Menu
        label={t('signed-in-as', { name })}
        items={[
          ...(session?.role === 'operator' ? [{ label: t('hire-title'), icon: <UserPlus aria-hidden size={16} />, onChoose: () => setHiring(true) }] : []),
          { label: t('sign-out'), icon: <LogOut aria-hidden size={16} />, onChoose: leave },
        ]}
      >
        <UserRound aria-hidden size={18} />
        <span className="max-w-32 truncate text-sm max-sm:sr-only">{name}</span>
      </Menu>
      {isHiring ? (
        <Suspense fallback={null}>
          <HireDialog onClose={() => setHiring(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
