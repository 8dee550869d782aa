import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Smartphone } from 'lucide-react'
import type { SubmitEvent } from 'react'
import { useState } from 'react'

import { useShopInfo } from '../api/shop_info.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure, Note } from '../ui/states.tsx'
import { askForCode, type CodeFor, signIn } from './requests.ts'

type CodeFormProps = {
  whom: CodeFor
  /** Why a code is asked for. */
  reason: string
  submit: string
  onSignedIn: () => void
  onCancel: () => void
}

/** Shows by a one-time code who somebody is: it is sent when this is shown. */
export function CodeForm({ whom, reason, submit, onSignedIn, onCancel }: CodeFormProps) {
  const t = useTexts()
  const { demo } = useShopInfo()
  const queries = useQueryClient()
  const [code, setCode] = useState('')
  // Whoever comes back to the form is sent another code.
  const sent = useQuery({ queryKey: ['chat', 'code', whom], queryFn: () => askForCode(whom), staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false })
  const entered = useMutation({
    mutationFn: (challenge: string) => signIn(whom, challenge, code),
    onSuccess: () => {
      // Other pages see another customer now; the conversation is told by its own streams.
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'chat' })
      onSignedIn()
    },
  })
  const enter = (event: SubmitEvent) => {
    event.preventDefault()
    if (sent.data) entered.mutate(sent.data)
  }
  const error = entered.error ?? sent.error
  return (
    <form onSubmit={enter} className="grid animate-fade gap-3">
      <p className="text-sm">{reason}</p>
      {demo ? (
        <Note icon={<Smartphone size={17} />} className="text-sm">
          {t('chat-code-demo')}{' '}
          <a href={paths.phone()} target="_blank" rel="noopener" className="font-semibold underline underline-offset-2">
            {t('chat-code-demo-phone')}
          </a>
        </Note>
      ) : null}
      <TextField
        label={t('chat-code')}
        value={code}
        onChange={(event) => setCode(event.target.value.replace(/\D/g, '').slice(0, 6))}
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]{6}"
        required
        autoFocus
        className="tabular"
      />
      {error ? <Failure error={error} onRetry={sent.isError ? () => void sent.refetch() : undefined} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={entered.isPending} disabled={code.length < 6 || !sent.data}>
          {submit}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button kind="quiet" busy={sent.isFetching} onClick={() => void sent.refetch()} className="ml-auto">
          {t('chat-code-again')}
        </Button>
      </div>
    </form>
  )
}
