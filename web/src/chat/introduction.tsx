import { useMutation, useQueryClient } from '@tanstack/react-query'
import { MessagesSquare } from 'lucide-react'
import type { SubmitEvent } from 'react'
import { useState } from 'react'

import { useShopInfo } from '../api/shop_info.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { CodeForm } from './code_form.tsx'
import { introduce } from './requests.ts'

const NAME_CHARS_MAX = 80

/** Somebody whom nobody knows says how they are called, or shows by a code who they are. */
export function Introduction({ onKnown }: { onKnown: () => void }) {
  const t = useTexts()
  const { store } = useShopInfo()
  const [isBack, setBack] = useState(false)
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto p-6">
      <div className="grid w-full max-w-sm animate-rise gap-5">
        <span aria-hidden className="grid size-14 place-items-center rounded-xl bg-clay-wash text-clay">
          <MessagesSquare size={28} />
        </span>
        <div className="grid gap-1">
          <h2 className="text-2xl">{t('chat-hello')}</h2>
          <p className="text-soft">{isBack ? t('chat-back-detail') : t('chat-hello-detail')}</p>
        </div>
        {isBack ? <ComeBack store={store} onKnown={onKnown} /> : <ComeAsGuest store={store} onKnown={onKnown} />}
        <Button kind="quiet" onClick={() => setBack(!isBack)}>
          {isBack ? t('chat-back-not') : t('chat-back')}
        </Button>
      </div>
    </div>
  )
}

type WayIn = { store: string; onKnown: () => void }

function ComeAsGuest({ store, onKnown }: WayIn) {
  const t = useTexts()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const known = useMutation({
    mutationFn: () => introduce(store, name.trim()),
    onSuccess: () => {
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'chat' })
      onKnown()
    },
  })
  const come = (event: SubmitEvent) => {
    event.preventDefault()
    known.mutate()
  }
  return (
    <form onSubmit={come} className="grid gap-3">
      <TextField label={t('chat-name')} value={name} onChange={(event) => setName(event.target.value)} maxLength={NAME_CHARS_MAX} autoComplete="given-name" required />
      {known.isError ? <Failure error={known.error} /> : null}
      <Button type="submit" kind="primary" size="large" busy={known.isPending} disabled={name.trim() === ''}>
        {t('chat-begin')}
      </Button>
    </form>
  )
}

function ComeBack({ store, onKnown }: WayIn) {
  const t = useTexts()
  const [contact, setContact] = useState('')
  const [sentTo, setSentTo] = useState<string | null>(null)
  if (sentTo !== null) {
    return <CodeForm whom={{ store, contact: sentTo }} reason={t('chat-code-sent', { contact: sentTo })} submit={t('chat-begin')} onSignedIn={onKnown} onCancel={() => setSentTo(null)} />
  }
  const ask = (event: SubmitEvent) => {
    event.preventDefault()
    setSentTo(contact.trim())
  }
  return (
    <form onSubmit={ask} className="grid gap-3">
      <TextField label={t('chat-contact')} value={contact} onChange={(event) => setContact(event.target.value)} autoComplete="tel" required autoFocus />
      <Button type="submit" kind="primary" size="large" disabled={contact.trim() === ''}>
        {t('chat-code-send')}
      </Button>
    </form>
  )
}
