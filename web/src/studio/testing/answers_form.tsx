import { Plus, X } from 'lucide-react'

import { jsonFault } from '../../format/json.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CodeField } from '../../ui/code_field.tsx'
import { Segments, TextField } from '../../ui/field.tsx'
import type { AnswerDraft } from './mock_draft.ts'

type AnswersFormProps = { answers: readonly AnswerDraft[]; repeatLast: boolean; onChange: (answers: readonly AnswerDraft[]) => void }

/** Answers, a call after the other. */
export function AnswersForm({ answers, repeatLast, onChange }: AnswersFormProps) {
  const t = useTexts()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {answers.map((answer, index) => (
          // Answers have no names: their place is what tells them apart.
          <li key={index} className="grid grid-cols-[minmax(0,1fr)] gap-2">
            {answers.length > 1 ? (
              <div className="flex items-center gap-2">
                <span className="flex-1 text-xs font-semibold text-soft">{index === answers.length - 1 && repeatLast ? t('testing-answer-from-on', { n: index + 1 }) : t('testing-answer-number', { n: index + 1 })}</span>
                <IconButton size="small" label={t('testing-answer-remove', { n: index + 1 })} onClick={() => onChange(answers.filter((_, at) => at !== index))}>
                  <X aria-hidden size={15} />
                </IconButton>
              </div>
            ) : null}
            <AnswerForm answer={answer} onChange={(to) => onChange(answers.map((one, at) => (at === index ? to : one)))} />
          </li>
        ))}
      </ol>
      <div>
        <Button size="small" kind="quiet" icon={<Plus aria-hidden size={15} />} onClick={() => onChange([...answers, answers.at(-1) ?? { kind: 'nothing' }])}>
          {t('testing-answer-add')}
        </Button>
      </div>
    </div>
  )
}

function AnswerForm({ answer, onChange }: { answer: AnswerDraft; onChange: (answer: AnswerDraft) => void }) {
  const t = useTexts()
  const change = (kind: AnswerDraft['kind']) => {
    if (kind === answer.kind) return
    if (kind === 'result') onChange({ kind, text: '{}' })
    else if (kind === 'error') onChange({ kind, error: 'States.TaskFailed', cause: '' })
    else onChange({ kind })
  }
  return (
    <>
      <Segments<AnswerDraft['kind']>
        label={t('testing-answer-kind')}
        value={answer.kind}
        onChange={change}
        className="justify-self-start"
        choices={[
          { value: 'result', label: t('testing-answer-result') },
          { value: 'error', label: t('testing-answer-error') },
          { value: 'nothing', label: t('testing-answer-nothing') },
        ]}
      />
      {answer.kind === 'result' ? (
        <CodeField label={t('testing-answer-result')} language="json" value={answer.text} error={jsonFault(answer.text)} onChange={(text) => onChange({ ...answer, text })} className="max-h-72 min-h-24 overflow-y-auto" />
      ) : answer.kind === 'error' ? (
        <div className="grid gap-2 @md:grid-cols-2">
          <TextField label={t('testing-error-name')} value={answer.error} error={answer.error.trim() === '' ? t('testing-error-name-needed') : null} onChange={(event) => onChange({ ...answer, error: event.target.value })} />
          <TextField label={t('testing-error-cause')} value={answer.cause} onChange={(event) => onChange({ ...answer, cause: event.target.value })} />
        </div>
      ) : (
        <p className="text-sm text-soft">{t('testing-answer-nothing-detail')}</p>
      )}
    </>
  )
}
