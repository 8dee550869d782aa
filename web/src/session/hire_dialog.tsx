import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Segments, Select, TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'

type Role = Schema['RoleName']

/** Gives somebody a name and a password to come in with. */
export function HireDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const form = useId()
  const [role, setRole] = useState<Role>('clerk')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [courier, setCourier] = useState('')
  const couriers = useQuery({ queryKey: ['couriers'], queryFn: () => answerOf(api.GET('/api/board/couriers')), enabled: role === 'courier' })
  const hiring = useMutation({
    mutationFn: () => answerOf(api.POST('/api/board/staff', { body: { name: name.trim(), role, password, courier: role === 'courier' ? courier : null } })),
    onSuccess: () => {
      toasts.done(t('hire-done', { name: name.trim() }))
      onClose()
    },
  })
  const hire = (event: FormEvent) => {
    event.preventDefault()
    hiring.mutate()
  }
  const roles = [
    { value: 'clerk', label: t('hire-clerk') },
    { value: 'courier', label: t('hire-courier') },
    { value: 'operator', label: t('hire-operator') },
  ] as const
  const means: Record<Role, string> = { clerk: t('hire-clerk-means'), courier: t('hire-courier-means'), operator: t('hire-operator-means') }
  return (
    <Dialog
      title={t('hire-title')}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={form} busy={hiring.isPending}>
          {t('hire-do')}
        </Button>
      }
    >
      <form id={form} onSubmit={hire} className="grid gap-4">
        <div className="grid gap-2">
          <Segments label={t('hire-role')} choices={roles} value={role} onChange={setRole} />
          <p className="text-sm text-soft">{means[role]}</p>
        </div>
        {role === 'courier' ? (
          <Select label={t('hire-which-courier')} required value={courier} onChange={(event) => setCourier(event.target.value)}>
            <option value="" />
            {couriers.data?.items.map((one) => (
              <option key={one.id} value={one.id}>{one.name}</option>
            ))}
          </Select>
        ) : null}
        <TextField label={t('sign-in-name')} required maxLength={40} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        <TextField label={t('sign-in-password')} hint={t('hire-password-hint')} type="password" required minLength={8} maxLength={128} autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} />
        {couriers.isError ? <Failure error={couriers.error} /> : null}
        {hiring.isError ? <Failure error={hiring.error} /> : null}
      </form>
    </Dialog>
  )
}
