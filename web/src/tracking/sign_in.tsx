import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'

import { answerOf, api } from '../api/client.ts'
import { useShopInfo } from '../api/shop_info.ts'
import { phoneMask } from '../format/brazil.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'

const CODE_DIGITS = 6

/** Whoever comes from another browser proves by a code that the orders are theirs. */
export function SignIn({ detail }: { detail: string }) {
  const t = useTexts()
  const { store, demo } = useShopInfo()
  const queries = useQueryClient()
  const [contact, setContact] = useState('')
  const [code, setCode] = useState('')
  const asking = useMutation({
    mutationFn: () => answerOf(api.POST('/api/stores/{store}/sign-in', { params: { path: { store } }, body: { contact: contact.trim() } })),
  })
  const entering = useMutation({
    mutationFn: (challenge: string) => answerOf(api.POST('/api/stores/{store}/sign-in/{challenge}', { params: { path: { store, challenge } }, body: { code } })),
    // Somebody else is asking now: all that was refused is asked for again.
    onSuccess: () => queries.resetQueries(),
  })
  const challenge = asking.data?.challenge
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (challenge) entering.mutate(challenge)
    else asking.mutate()
  }
  return (
    <form onSubmit={submit} className="mx-auto grid w-full max-w-md gap-4 rounded-xl border border-line bg-card p-6 shadow-mid">
      <span aria-hidden className="grid size-12 place-items-center rounded-lg bg-clay-wash text-clay"><KeyRound size={24} /></span>
      <div>
        <h1 className="text-2xl">{t('tracking-sign-in')}</h1>
        <p className="pt-1 text-soft">{detail}</p>
      </div>
      {challenge ? (
        <TextField
          key="code"
          label={t('tracking-code')}
          hint={t('tracking-code-sent', { contact })}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          required
          minLength={CODE_DIGITS}
          maxLength={CODE_DIGITS}
          value={code}
          onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
        />
      ) : (
        <TextField
          key="contact"
          label={t('tracking-contact')}
          placeholder="(11) 98765-4321"
          autoComplete="tel"
          required
          minLength={3}
          value={contact}
          onChange={(event) => setContact(/^[\d\s()+-]*$/.test(event.target.value) ? phoneMask(event.target.value) : event.target.value)}
        />
      )}
      {challenge && demo ? (
        <p className="text-sm text-soft">
          {t('tracking-code-demo')}{' '}
          <a href={paths.phone()} target="_blank" rel="noreferrer" className="font-medium text-ink underline underline-offset-3">{t('tracking-code-demo-phone')}</a>
        </p>
      ) : null}
      {asking.error || entering.error ? <Failure error={entering.error ?? asking.error} /> : null}
      <Button type="submit" kind="primary" busy={asking.isPending || entering.isPending}>{challenge ? t('tracking-sign-in-go') : t('tracking-code-send')}</Button>
    </form>
  )
}
