import type { ReactNode } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { Select, TextArea, TextField } from '../../../ui/field.tsx'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { textOf } from '../json.ts'
import { FieldName } from './field_name.tsx'
import { useDraft } from './use_draft.ts'
import { useField } from './use_field.ts'

/** Fields whose value is a text, a number or one of a few words. */

export type FieldProps = {
  path: Path
  /** What it is, in words. */
  label: string
  /** What AWS calls it; the last part of its path where nothing is said. */
  name?: string
  hint?: ReactNode
  /** It cannot be done without. */
  isNeeded?: boolean
  /** What surrounds it says the label. */
  hiddenLabel?: boolean
}

export function nameOf({ path, name }: Pick<FieldProps, 'path' | 'name'>): string {
  return name ?? String(path.at(-1) ?? '')
}

/** Label, name, hint and problem: what is around each kind of field. */
export function useFieldFrame(props: FieldProps) {
  const { value, set, error } = useField(props.path)
  const onRemove = props.isNeeded || value === undefined ? undefined : () => void set(undefined)
  const around = { label: props.label, hiddenLabel: props.hiddenLabel, hint: props.hint, error, compact: true, beside: props.hiddenLabel ? undefined : <FieldName name={nameOf(props)} label={props.label} onRemove={onRemove} /> }
  return { value, set, around }
}

export function TextInput({ lines, ...props }: FieldProps & { lines?: number }) {
  const { value, set, around } = useFieldFrame(props)
  const draft = useDraft(textOf(value), (text) => void set(text === '' && !props.isNeeded ? undefined : text), { isMultiline: lines !== undefined })
  return lines === undefined ? <TextField {...around} {...draft} /> : <TextArea {...around} {...draft} rows={lines} />
}

type NumberInputProps = FieldProps & { unit?: string; placeholder?: string }

/** A text that is no number is written as it is: `${Seconds}` may stand for one. */
export function NumberInput({ unit, placeholder, ...props }: NumberInputProps) {
  const { value, set, around } = useFieldFrame(props)
  const shown = value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  const draft = useDraft(shown, (text) => void set(numberOf(text)))
  return <TextField {...around} {...draft} inputMode="decimal" placeholder={placeholder} after={unit ? <span className="pr-2 text-xs text-soft">{unit}</span> : undefined} />
}

export function numberOf(text: string): Json | undefined {
  const trimmed = text.trim().replace(',', '.')
  if (trimmed === '') return undefined
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : text.trim()
}

type WordInputProps = FieldProps & {
  words: readonly { value: string; label: string }[]
  /** What it is where nothing is written. */
  otherwise?: string
  /** Something else is done when one is chosen. */
  onChoose?: (value: string | undefined) => void
}

export function WordInput({ words, otherwise, onChoose, ...props }: WordInputProps) {
  const t = useTexts()
  const { value, set, around } = useFieldFrame(props)
  const now = textOf(value)
  return (
    <Select
      {...around}
      value={now}
      onChange={(event) => {
        const chosen = event.target.value === '' ? undefined : event.target.value
        if (onChoose) onChoose(chosen)
        else set(chosen)
      }}
    >
      {otherwise !== undefined || now === '' ? <option value="">{otherwise ?? t('inspector-choose')}</option> : null}
      {words.map((word) => <option key={word.value} value={word.value}>{word.label}</option>)}
      {now !== '' && !words.some((word) => word.value === now) ? <option value={now}>{now}</option> : null}
    </Select>
  )
}
