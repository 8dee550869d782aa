import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { awsJson } from '../api/aws.ts'
import { type Callback, callbacksQuery } from '../api/console_queries.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { CodeEditor } from '../ui/code_editor.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea, TextField } from '../ui/field.tsx'
import { Failure, Note } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { isJson, prettyJson } from '../format/json.ts'

export type Answering = { callback: Callback; isApproved: boolean }

/** Answers a task that waits: the output it goes on with, or the error it fails with. */
export function AnswerDialog({ callback, isApproved, onClose }: Answering & { onClose: () => void }) {
  const t = useTexts()
  const queries = useQueryClient()
  const toasts = useToasts()
  const [output, setOutput] = useState('{\n  "approved": true\n}')
  const [failure, setFailure] = useState({ error: 'Rejected', cause: '' })
  const answer = useMutation({
    mutationFn: () =>
      isApproved
        ? awsJson('states', 'SendTaskSuccess', { taskToken: callback.token, output })
        : awsJson('states', 'SendTaskFailure', { taskToken: callback.token, error: failure.error.trim() || undefined, cause: failure.cause.trim() || undefined }),
    onSuccess: () => {
      toasts.done(isApproved ? t('executions-approved', { state: callback.state }) : t('executions-rejected', { state: callback.state }))
      void queries.invalidateQueries({ queryKey: callbacksQuery.queryKey })
      onClose()
    },
  })
  const presets = [
    { label: t('executions-preset-approved'), text: '{\n  "approved": true\n}' },
    { label: t('executions-preset-input'), text: prettyJson(callback.input) },
    { label: t('executions-preset-empty'), text: '{}' },
  ]
  return (
    <Dialog
      title={isApproved ? t('executions-approve-title', { state: callback.state }) : t('executions-reject-title', { state: callback.state })}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind={isApproved ? 'primary' : 'danger'} busy={answer.isPending} disabled={isApproved && !isJson(output)} onClick={() => answer.mutate()}>
            {isApproved ? t('executions-approve') : t('executions-reject')}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {callback.order ? <Note tone="warning">{t('executions-answer-order')}</Note> : null}
        {isApproved ? (
          <>
            <p>{t('executions-approve-what')}</p>
            <div className="flex flex-wrap gap-2">
              {presets.map((preset) => <Button key={preset.label} size="small" aria-pressed={output === preset.text} onClick={() => setOutput(preset.text)}>{preset.label}</Button>)}
            </div>
            <CodeEditor label={t('executions-output')} language="json" value={output} onChange={setOutput} className="h-56" />
          </>
        ) : (
          <>
            <p>{t('executions-reject-what')}</p>
            <TextField label={t('executions-reject-error')} value={failure.error} maxLength={256} onChange={(event) => setFailure({ ...failure, error: event.target.value })} />
            <TextArea label={t('executions-reject-cause')} value={failure.cause} maxLength={32_768} rows={3} onChange={(event) => setFailure({ ...failure, cause: event.target.value })} />
          </>
        )}
        {answer.isError ? <Failure error={answer.error} /> : null}
      </div>
    </Dialog>
  )
}
