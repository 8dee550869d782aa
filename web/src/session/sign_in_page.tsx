import { useMutation, useQueryClient } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'

import { useShopInfo } from '../api/shop_info.ts'
import { useTexts } from '../texts/texts.tsx'
import { AppearanceMenu } from '../ui/appearance_menu.tsx'
import { Brand } from '../ui/brand.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { signInByPassword, staffSession } from './session.ts'

/** For the staff: by name and password. The first operator comes by the link that the server prints. */
export function SignInPage({ linkError }: { linkError: unknown }) {
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
    <main className="grid min-h-dvh lg:grid-cols-2">
      <section aria-hidden className="relative hidden overflow-hidden bg-clay lg:block">
        <div className="awning absolute inset-x-0 top-0 h-10 [--stripe:44px]" />
        <svg viewBox="0 0 600 700" preserveAspectRatio="xMidYMid slice" className="absolute inset-0 size-full">
          <path d="M90 470c150 0 110-300 270-300s150 210 260 190" fill="none" strokeWidth="34" strokeLinecap="round" className="stroke-on-clay/15" />
          <path d="M90 470c150 0 110-300 270-300s150 210 260 190" fill="none" strokeWidth="4" strokeLinecap="round" strokeDasharray="2 18" className="stroke-on-clay/70" />
          <circle cx="90" cy="470" r="26" className="fill-sun-wash" />
          <circle cx="90" cy="470" r="10" className="fill-clay" />
          <g transform="translate(330 128)">
            <circle cx="30" cy="44" r="46" className="fill-on-clay" />
            <path d="M8 58h12l10-22h14l8 22M22 36h16M44 30h8" fill="none" strokeWidth="5" strokeLinecap="round" strokeLinejoin="round" className="stroke-clay" />
            <circle cx="12" cy="60" r="9" strokeWidth="5" className="fill-on-clay stroke-clay" />
            <circle cx="50" cy="60" r="9" strokeWidth="5" className="fill-on-clay stroke-clay" />
          </g>
        </svg>
        <p className="absolute bottom-12 left-12 max-w-md text-4xl font-extrabold tracking-tight text-on-clay">{t('sign-in-motto')}</p>
      </section>
      <section className="grid place-items-center p-6">
        <form onSubmit={enter} className="grid w-full max-w-sm animate-rise gap-5">
          <div className="flex items-center gap-3">
            <Brand size={36} />
            <span className="flex-1 text-xl font-bold tracking-tight">Entrega</span>
            <AppearanceMenu />
          </div>
          <div>
            <h1 className="text-2xl">{t('sign-in-title')}</h1>
            <p className="pt-1 text-soft">{t('sign-in-detail')}</p>
          </div>
          {linkError ? <Failure error={linkError} /> : null}
          <TextField label={t('sign-in-name')} value={name} onChange={(event) => setName(event.target.value)} autoComplete="username" required autoFocus />
          <TextField label={t('sign-in-password')} type="password" value={password} onChange={(event) => setPassword(event.target.value)} autoComplete="current-password" required minLength={8} />
          {entering.isError ? <Failure error={entering.error} /> : null}
          <Button type="submit" kind="primary" size="large" busy={entering.isPending} icon={<LogIn aria-hidden size={19} />}>
            {t('sign-in')}
          </Button>
          <p className="text-sm text-soft">
            {t('sign-in-first')} <code className="rounded-xs bg-sunken px-1.5 py-0.5 font-mono text-xs">entrega staff-link</code>
          </p>
        </form>
      </section>
    </main>
  )
}
