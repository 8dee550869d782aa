import { Plus, X } from 'lucide-react'
import { useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Checkbox, TextField } from '../../ui/field.tsx'
import { AnswersForm } from './answers_form.tsx'
import { type AnswerDraft, countedPlace, faultOf, type MockDraft, placeOf } from './mock_draft.ts'

type MockFormProps = { mock: MockDraft; isWithinMap: boolean; onChange: (mock: MockDraft) => void }

/** What a state is answered, and after how long. */
export function MockForm({ mock, isWithinMap, onChange }: MockFormProps) {
  const t = useTexts()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <AnswersForm answers={mock.answers} repeatLast={mock.repeatLast} onChange={(answers) => onChange({ ...mock, answers })} />
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
      {isWithinMap || mock.items.size > 0 ? <ItemsForm mock={mock} onChange={(items) => onChange({ ...mock, items })} /> : null}
    </div>
  )
}

/** Single items of the Map around the state may be answered otherwise. */
function ItemsForm({ mock: { items, repeatLast, answers }, onChange }: { mock: MockDraft; onChange: (items: MockDraft['items']) => void }) {
  const t = useTexts()
  const [typed, setTyped] = useState('')
  const place = placeOf(typed)
  const set = (at: string, own: readonly AnswerDraft[]) => onChange(new Map(items).set(at, own))
  const add = () => {
    if (place === null || items.has(place)) return
    set(place, answers.slice(-1))
    setTyped('')
  }
  return (
    <section aria-label={t('testing-items')} className="grid grid-cols-[minmax(0,1fr)] gap-3 border-t border-line pt-3">
      {[...items].map(([at, own]) => (
        <div key={at} className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md border border-line p-2.5">
          <div className="flex items-center gap-2">
            <h3 className="flex-1 text-sm font-semibold">{t('testing-items-one', { place: countedPlace(at) })}</h3>
            <IconButton
              size="small"
              label={t('testing-items-remove', { place: countedPlace(at) })}
              onClick={() => onChange(new Map([...items].filter(([other]) => other !== at)))}
            >
              <X aria-hidden size={15} />
            </IconButton>
          </div>
          <AnswersForm answers={own} repeatLast={repeatLast} onChange={(to) => set(at, to)} />
        </div>
      ))}
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <TextField label={t('testing-items-place')} placeholder="1" value={typed} error={typed !== '' && place === null ? t('testing-items-place-wrong') : null} onChange={(event) => setTyped(event.target.value)} className="w-40" />
        <Button type="submit" kind="quiet" disabled={place === null} icon={<Plus aria-hidden size={15} />}>{t('testing-items-add')}</Button>
      </form>
    </section>
  )
}
