import { useTexts } from '../../../texts/texts.tsx'
import { Select } from '../../../ui/field.tsx'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { useFormEdit } from './use_form_edit.ts'
import { ExpressionField } from '../expression/expression_field.tsx'
import { useStateSight } from '../expression/state_sight.tsx'
import { NumberInput, TextInput } from './plain_fields.tsx'
import { useValue } from './use_field.ts'

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
  const become = (computed: boolean) => {
    if (isJsonata) edit({ kind: 'set', path: [...path, name], value: computed ? `{% ${JSON.stringify(value ?? first)} %}` : first })
    else edit({ kind: 'setMany', fields: computed ? [{ path: [...path, name], value: undefined }, { path: [...path, twin], value: '$.' }] : [{ path: [...path, twin], value: undefined }, { path: [...path, name], value: first }] })
  }
  const own = { label, hint }
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)_7rem] items-start gap-2">
      <div className="min-w-0">
        {isComputed ? <ExpressionField path={[...path, isJsonata ? name : twin]} step="effective" {...own} /> : kind === 'number' ? <NumberInput path={[...path, name]} unit={unit} {...own} /> : <TextInput path={[...path, name]} {...own} />}
      </div>
      <div className="pt-7.5">
        <Select compact hiddenLabel label={t('inspector-how-given', { field: label })} value={isComputed ? 'computed' : 'fixed'} onChange={(event) => become(event.target.value === 'computed')}>
          <option value="fixed">{kind === 'number' ? t('inspector-number') : t('inspector-text')}</option>
          <option value="computed">{isJsonata ? t('inspector-expression') : t('inspector-path')}</option>
        </Select>
      </div>
    </div>
  )
}
