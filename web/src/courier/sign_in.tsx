import { useMutation, useQueryClient } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'

import { useShopInfo } from '../api/shop_info.ts'
import { signInByPassword, staffSession } from '../session/session.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { CourierFrame } from './courier_frame.tsx'

export function SignIn() {
  const t = useTexts()
  const { store } = useShopInfo()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const entering = useMutation({
    mutationFn: () => signInByPassword(store, name.trim(), password),
    onSuccess: () => queries.invalidateQueries({ queryKey: staffSession.queryKey }),
  })
  const enter = (event: FormEvent) => {
    event.preventDefault()
    entering.mutate()
  }
  return (
    <CourierFrame>
      <form onSubmit={enter} className="mx-auto flex w-full max-w-md flex-1 flex-col gap-5 p-5 sm:flex-none sm:pt-16">
        <div className="pt-4">
          <h2 className="text-2xl">{t('courier-sign-in-title')}</h2>
          <p className="pt-1 text-soft">{t('courier-sign-in-detail')}</p>
        </div>
        <TextField label={t('courier-user-name')} value={name} onChange={(event) => setName(event.target.value)} autoComplete="username" autoCapitalize="none" spellCheck={false} required />
        <TextField label={t('courier-password')} type="password" value={password} onChange={(event) => setPassword(event.target.value)} autoComplete="current-password" required />
        {entering.isError ? <Failure error={entering.error} /> : null}
        <Button type="submit" kind="primary" size="large" busy={entering.isPending} icon={<LogIn aria-hidden size={20} />} className="mt-auto min-h-16 sm:mt-0">
          {t('courier-sign-in')}
        </Button>
      </form>
    </CourierFrame>
  )
}
