import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import type { Path } from '../../../workflow/syntax.ts'
import { FieldName } from '../form/field_name.tsx'
import { useField } from '../form/use_field.ts'

/** Which errors are meant: names, with those that are known at hand. */
export function ErrorNamesField({ path, known }: { path: Path; known: readonly string[] }) {
  const t = useTexts()
  const id = useId()
  const { value, set, error } = useField(path)
  const [typed, setTyped] = useState('')
  const names = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
  const add = (name: string) => {
    const trimmed = name.trim()
    setTyped('')
    if (trimmed === '' || names.includes(trimmed)) return
    set([...names, trimmed])
  }
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault()
      add(typed)
    } else if (event.key === 'Backspace' && typed === '' && names.length > 0) {
      set(names.slice(0, -1))
    }
  }
  return (
    <div role="group" aria-label={t('inspector-errors')} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1.5">
      <div className="flex items-baseline gap-2">
        <span aria-hidden className="text-sm font-semibold">{t('inspector-errors')}</span>
        <FieldName name="ErrorEquals" label={t('inspector-errors')} />
      </div>
      {names.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5">
          {names.map((name) => (
            <li key={name} className="inline-flex max-w-full items-center gap-0.5 rounded-full bg-chili-wash pl-2.5 font-mono text-xs text-chili">
              <span className="min-w-0 truncate">{name}</span>
              <button type="button" aria-label={t('inspector-remove', { what: name })} title={t('inspector-remove', { what: name })} onClick={() => set(names.filter((one) => one !== name))} className="grid size-6 shrink-0 place-items-center rounded-full hover:bg-chili/15">
                <X aria-hidden size={12} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="flex items-end gap-1.5">
        <TextField
          compact
          hiddenLabel
          className="min-w-0 flex-1"
          label={t('inspector-errors-add')}
          error={error}
          list={id}
          value={typed}
          autoComplete="off"
          placeholder={t('inspector-errors-add')}
          onChange={(event) => {
            const text = event.target.value
            // Chosen from the list, not typed.
            if (known.includes(text) && !('inputType' in event.nativeEvent && event.nativeEvent.inputType === 'insertText')) add(text)
            else setTyped(text)
          }}
          onKeyDown={key}
          onBlur={() => add(typed)}
        />
        {typed.trim() !== '' ? <Button size="small" className="min-h-9" icon={<Plus aria-hidden size={14} />} onClick={() => add(typed)}>{t('inspector-add')}</Button> : null}
      </div>
      <datalist id={id}>
        {known.filter((name) => !names.includes(name)).map((name) => <option key={name} value={name} />)}
      </datalist>
    </div>
  )
}
