import { useTexts } from '../../../texts/texts.tsx'
import { Select } from '../../../ui/field.tsx'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { useEdit } from '../../session_context.tsx'
import { ExpressionField } from '../expression/expression_field.tsx'
import { useStateSight } from '../expression/state_sight.tsx'
import { NumberInput } from './plain_fields.tsx'
import { useValue } from './use_field.ts'

type ComputedInputProps = {
  /** Of the object that has the field. */
  path: Path
  name: string
  label: string
  unit?: string
  hint?: string
}

/** A number that is written, or that is computed: by an expression, or by a path in a field of its own. */
export function ComputedInput({ path, name, label, unit, hint }: ComputedInputProps) {
  const t = useTexts()
  const edit = useEdit()
  const { language } = useStateSight()
  const value = useValue([...path, name])
  const twin = `${name}Path`
  const twinValue = useValue([...path, twin])
  const isJsonata = language === 'JSONata'
  const isComputed = isJsonata ? typeof value === 'string' && value.includes('{%') : twinValue !== undefined
  const become = (computed: boolean) => {
    if (isJsonata) edit({ kind: 'set', path: [...path, name], value: computed ? `{% ${typeof value === 'number' ? value : 1} %}` : 60 })
    else edit({ kind: 'setMany', fields: computed ? [{ path: [...path, name], value: undefined }, { path: [...path, twin], value: '$.' }] : [{ path: [...path, twin], value: undefined }, { path: [...path, name], value: 60 }] })
  }
  const mode = (
    <Select compact hiddenLabel className="w-30 shrink-0" label={t('inspector-how-given', { field: label })} value={isComputed ? 'computed' : 'fixed'} onChange={(event) => become(event.target.value === 'computed')}>
      <option value="fixed">{t('inspector-number')}</option>
      <option value="computed">{isJsonata ? t('inspector-expression') : t('inspector-path')}</option>
    </Select>
  )
  const field = isComputed ? (
    <ExpressionField path={[...path, isJsonata ? name : twin]} label={label} step="effective" hint={hint} />
  ) : (
    <NumberInput path={[...path, name]} label={label} unit={unit} hint={hint} />
  )
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)_auto] items-start gap-2">
      <div className="min-w-0">{field}</div>
      <div className="pt-7.5">{mode}</div>
    </div>
  )
}

/** What a field of this kind begins with. */
export const firstNumbers: Readonly<Record<string, Json>> = { TimeoutSeconds: 300, HeartbeatSeconds: 60, MaxConcurrency: 10, ToleratedFailureCount: 0, ToleratedFailurePercentage: 5, MaxItems: 100, MaxItemsPerBatch: 10, MaxInputBytesPerBatch: 262_144 }
