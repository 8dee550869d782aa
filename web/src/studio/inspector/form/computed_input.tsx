import { useTexts } from '../../../texts/texts.tsx'
import { Select } from '../../../ui/field.tsx'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { ExpressionField } from '../expression/expression_field.tsx'
import { useStateSight } from '../expression/state_sight.tsx'
import { FieldName } from './field_name.tsx'
import { NumberInput, TextInput } from './plain_fields.tsx'
import { useValue } from './use_field.ts'
import { useFormEdit } from './use_form_edit.ts'

type ComputedInputProps = {
  /** Of the object that has the field. */
  path: Path
  name: string
  label: string
  /** What it is where it is written. */
  kind: 'number' | 'text'
  /** What it begins with. */
  first: Json
  unit?: string
  hint?: string
}

/** A value that is written, or that is computed: by an expression, or by a path in a field of its own. */
export function ComputedInput({ path, name, label, kind, first, unit, hint }: ComputedInputProps) {
  const t = useTexts()
  const edit = useFormEdit()
  const { language } = useStateSight()
  const value = useValue([...path, name])
  const twin = `${name}Path`
  const twinValue = useValue([...path, twin])
  const isJsonata = language === 'JSONata'
  const isComputed = isJsonata ? typeof value === 'string' && value.startsWith('{%') : twinValue !== undefined
  const member = isComputed && !isJsonata ? twin : name
  const become = (computed: boolean) => {
    if (isJsonata) edit({ kind: 'set', path: [...path, name], value: computed ? `{% ${JSON.stringify(value ?? first)} %}` : first })
    else edit({ kind: 'setMany', fields: computed ? [{ path: [...path, name], value: undefined }, { path: [...path, twin], value: '$.' }] : [{ path: [...path, twin], value: undefined }, { path: [...path, name], value: first }] })
  }
  const own = { path: [...path, member], label, hint, hiddenLabel: true }
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1.5">
      <div className="flex items-baseline gap-2">
        <span aria-hidden className="text-sm font-semibold">{label}</span>
        <FieldName name={member} label={label} onRemove={value === undefined && twinValue === undefined ? undefined : () => void edit({ kind: 'set', path: [...path, member], value: undefined })} />
      </div>
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)_8rem] items-start gap-2">
        {isComputed ? <ExpressionField step="effective" {...own} /> : kind === 'number' ? <NumberInput unit={unit} {...own} /> : <TextInput {...own} />}
        <Select compact hiddenLabel label={t('inspector-how-given', { field: label })} value={isComputed ? 'computed' : 'fixed'} onChange={(event) => become(event.target.value === 'computed')}>
          <option value="fixed">{kind === 'number' ? t('inspector-number') : t('inspector-text')}</option>
          <option value="computed">{isJsonata ? t('inspector-expression') : t('inspector-path')}</option>
        </Select>
      </div>
    </div>
  )
}
