import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LogOut, UserRound } from 'lucide-react'

import { useTexts } from '../texts/texts.tsx'
import { Menu } from '../ui/menu.tsx'
import { useToasts } from '../ui/toast.tsx'
import { signOut, staffSession } from './session.ts'

export function SignedInMenu() {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const name = useQuery(staffSession).data?.name ?? ''
  const leave = () => {
    void signOut()
      .then(() => queries.setQueryData(staffSession.queryKey, null))
      .catch(toasts.failed)
  }
  return (
    <Menu
      label={t('signed-in-as', { name })}
      items={[{ label: t('sign-out'), icon: <LogOut aria-hidden size={16} />, onChoose: leave }]}
    >
      <UserRound aria-hidden size={18} />
      <span className="max-w-32 truncate text-sm max-sm:sr-only">{name}</span>
    </Menu>
  )
}
