import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea, TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'

type Draft = { name: string; share: string; promptA: string; promptB: string; modelA: string; modelB: string }

function wish(draft: Draft): Schema['ExperimentWish'] {
  const variant = (prompt: string, model: string) => ({ prompt, ...(model.trim() === '' ? {} : { model_id: model.trim() }) })
  return {
    name: draft.name.trim(),
    share_of_b: Math.round(Number(draft.share) * 100),
    a: variant(draft.promptA, draft.modelA),
    b: variant(draft.promptB, draft.modelB),
  }
}

export function BeginExperiment({ onClose }: { onClose: () => void }) {
  const t = useTexts()
  const queries = useQueryClient()
  const form = useId()
  const [draft, setDraft] = useState<Draft>({ name: '', share: '50', promptA: '', promptB: '', modelA: '', modelB: '' })
  const change = (part: keyof Draft) => (event: { target: { value: string } }) => setDraft((now) => ({ ...now, [part]: event.target.value }))
  const beginning = useMutation({
    mutationFn: () => answerOf(api.POST('/api/experiments', { body: wish(draft) })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['experiments'] })
      onClose()
    },
  })
  const begin = (event: FormEvent) => {
    event.preventDefault()
    beginning.mutate()
  }
  return (
    <Dialog
      title={t('experiments-begin')}
      size="medium"
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={form} busy={beginning.isPending}>
          {t('experiments-begin-now')}
        </Button>
      }
    >
      <form id={form} onSubmit={begin} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-[1fr_10rem]">
          <TextField label={t('experiments-name')} hint={t('experiments-name-hint')} pattern="[a-z0-9\-]+" required value={draft.name} onChange={change('name')} />
          <TextField label={t('experiments-share')} type="number" min={0} max={100} step={0.01} required value={draft.share} onChange={change('share')} />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextArea label={t('experiments-prompt-a')} value={draft.promptA} onChange={change('promptA')} />
          <TextArea label={t('experiments-prompt-b')} value={draft.promptB} onChange={change('promptB')} />
          <TextField label={t('experiments-model-a')} hint={t('experiments-model-hint')} value={draft.modelA} onChange={change('modelA')} />
          <TextField label={t('experiments-model-b')} hint={t('experiments-model-hint')} value={draft.modelB} onChange={change('modelB')} />
        </div>
        {beginning.isError ? <Failure error={beginning.error} /> : null}
      </form>
    </Dialog>
  )
}
