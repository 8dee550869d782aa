import { useTexts } from '../../../texts/texts.tsx'
import { Button } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/field.tsx'
import type { Path } from '../../../workflow/syntax.ts'
import { ExpressionField } from '../expression/expression_field.tsx'
import type { Step } from '../expression/state_sight.tsx'
import { FieldName } from './field_name.tsx'
import { useField } from './use_field.ts'

type PathOrNothingProps = { path: Path; label: string; hint: string; step: Step; /** What `null` means. */ nothing: string; isEvaluated?: boolean }

/** A path; or `null`, which lets nothing through. */
export function PathOrNothing({ path, label, hint, step, nothing, isEvaluated }: PathOrNothingProps) {
  const t = useTexts()
  const { value, set } = useField(path)
  if (value !== null) {
    return (
      <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
        <ExpressionField path={path} label={label} hint={hint} step={step} isEvaluated={isEvaluated} />
        <Checkbox className="text-sm" label={nothing} checked={false} onChange={() => void set(null)} />
      </div>
    )
  }
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline gap-2">
        <span className="text-sm font-semibold">{label}</span>
        <FieldName name={String(path.at(-1))} label={label} onRemove={() => void set(undefined)} />
      </div>
      <div className="flex items-center gap-2 rounded-md bg-sunken/60 px-3 py-1.5 text-sm">
        <span className="flex-1">{nothing}</span>
        <Button size="small" kind="quiet" onClick={() => set('$')}>{t('inspector-write-path')}</Button>
      </div>
    </div>
  )
}
