import { Plus, X } from 'lucide-react'

import { jsonFault } from '../../format/json.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CodeField } from '../../ui/code_field.tsx'
import { Checkbox, Segments, TextField } from '../../ui/field.tsx'
import { type AnswerDraft, faultOf, type MockDraft } from './mock_draft.ts'

type MockFormProps = { mock: MockDraft; onChange: (mock: MockDraft) => void }

/** What a state is answered, a call after the other. */
export function MockForm({ mock, onChange }: MockFormProps) {
  const t = useTexts()
  const { answers } = mock
  const setAnswer = (index: number, answer: AnswerDraft) => onChange({ ...mock, answers: answers.map((one, at) => (at === index ? answer : one)) })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {answers.map((answer, index) => (
          // Answers have no names: their place is what tells them apart.
          <li key={index} className="grid grid-cols-[minmax(0,1fr)] gap-2">
            {answers.length > 1 ? (
              <div className="flex items-center gap-2">
                <span className="flex-1 text-xs font-semibold text-soft">{index === answers.length - 1 && mock.repeatLast ? t('testing-answer-from-on', { n: index + 1 }) : t('testing-answer-number', { n: index + 1 })}</span>
                <IconButton size="small" label={t('testing-answer-remove', { n: index + 1 })} onClick={() => onChange({ ...mock, answers: answers.filter((_, at) => at !== index) })}>
                  <X aria-hidden size={15} />
                </IconButton>
              </div>
            ) : null}
            <AnswerForm answer={answer} onChange={(to) => setAnswer(index, to)} />
          </li>
        ))}
      </ol>
      <div>
        <Button size="small" kind="quiet" icon={<Plus aria-hidden size={15} />} onClick={() => onChange({ ...mock, answers: [...answers, answers.at(-1) ?? { kind: 'nothing' }] })}>
          {t('testing-answer-add')}
        </Button>
      </div>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3 text-sm">
        <TextField
          label={t('testing-answer-after')}
          inputMode="decimal"
          placeholder="0"
          value={mock.after}
          error={faultOf(mock) === 'after' ? t('testing-answer-after-wrong') : null}
          onChange={(event) => onChange({ ...mock, after: event.target.value })}
          className="w-36"
        />
        <Checkbox label={t('testing-answer-repeat')} checked={mock.repeatLast} onChange={(event) => onChange({ ...mock, repeatLast: event.target.checked })} className="min-h-11 items-center" />
      </div>
      {mock.items ? (
        <div className="flex flex-wrap items-center gap-2 text-sm text-soft">
          <span>{t('testing-answer-items', { n: Object.keys(mock.items).length })}</span>
          <Button size="small" kind="quiet" onClick={() => onChange({ ...mock, items: undefined })}>{t('testing-answer-items-remove')}</Button>
        </div>
      ) : null}
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
        <CodeField label={t('testing-answer-result')} language="json" value={answer.text} error={jsonFault(answer.text)} onChange={(text) => onChange({ kind: 'result', text })} className="max-h-72 min-h-24 overflow-y-auto" />
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
