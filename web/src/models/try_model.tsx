import { useMutation } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import type { FormEvent, KeyboardEvent } from 'react'
import { useId, useState } from 'react'

import { formatDuration, formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy_button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'
import { Failure, Note, Skeleton } from '../ui/states.tsx'
import { type Answer, converse, type Model } from './models_query.ts'

/** Enough to see what a model is like. */
const MAX_TOKENS = 512

/** A prompt to one model, and how long its answer took. */
export function TryModel({ model, onClose }: { model: Model; onClose: () => void }) {
  const t = useTexts()
  const form = useId()
  const [prompt, setPrompt] = useState('')
  const [system, setSystem] = useState('')
  const asking = useMutation({ mutationFn: () => converse(model.id, prompt, system.trim(), MAX_TOKENS) })
  const ask = (event: FormEvent) => {
    event.preventDefault()
    if (prompt.trim() && !asking.isPending) asking.mutate()
  }
  const sendByKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
  }
  return (
    <Dialog
      title={model.name}
      shape="drawer"
      size="medium"
      onClose={onClose}
      actions={
        <Button type="submit" form={form} kind="primary" busy={asking.isPending} disabled={!prompt.trim()} icon={<Play aria-hidden size={17} />}>
          {t('models-ask')}
        </Button>
      }
    >
      <form id={form} onSubmit={ask} className="grid gap-4">
        <TextArea
          label={t('models-prompt')}
          hint={t('models-prompt-hint')}
          value={prompt}
          onChange={(event) => setPrompt(event.target.value)}
          onKeyDown={sendByKey}
          rows={4}
          required
          data-first-focus
        />
        <TextArea label={t('models-system')} hint={t('models-system-hint')} value={system} onChange={(event) => setSystem(event.target.value)} onKeyDown={sendByKey} rows={3} />
      </form>
      <section aria-live="polite" aria-label={t('models-answer')} className="pt-6">
        {asking.isPending ? <Skeleton className="h-24" /> : null}
        {asking.isError ? <Failure error={asking.error} /> : null}
        {asking.data && !asking.isPending ? <Answered answer={asking.data} /> : null}
      </section>
    </Dialog>
  )
}

function Answered({ answer }: { answer: Answer }) {
  const t = useTexts()
  const own = answer.latencyMs
  return (
    <div className="grid gap-3">
      <div className="flex items-center gap-2">
        <h3 className="flex-1">{t('models-answer')}</h3>
        {answer.text ? <CopyButton text={answer.text} /> : null}
      </div>
      {answer.text ? <p className="rounded-md bg-sunken p-4 break-words whitespace-pre-wrap">{answer.text}</p> : <Note>{t('models-answer-empty')}</Note>}
      <dl className="tabular grid grid-cols-2 gap-3 text-sm sm:grid-cols-4">
        <Fact name={t('models-took')} value={formatDuration(answer.tookMs)} />
        <Fact name={t('models-latency')} value={own === null ? '—' : formatDuration(own)} />
        <Fact name={t('models-tokens')} value={t('models-tokens-value', { input: formatNumber(answer.inputTokens), output: formatNumber(answer.outputTokens) })} />
        <Fact name={t('models-stop')} value={answer.stopReason || '—'} />
      </dl>
    </div>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-soft">{name}</dt>
      <dd className="font-semibold break-words">{value}</dd>
    </div>
  )
}
