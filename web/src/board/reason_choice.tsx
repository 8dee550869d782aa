import { useId } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { type Reason, reasonWords } from './reasons.ts'

type ReasonChoiceProps = { label: string; reasons: readonly Reason[]; value: Reason | null; onChange: (reason: Reason) => void }

/** One reason of a few, each as large as a thumb in a kitchen. */
export function ReasonChoice({ label, reasons, value, onChange }: ReasonChoiceProps) {
  const t = useTexts()
  const name = useId()
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-2 font-semibold">{label}</legend>
      {reasons.map((reason) => (
        <label key={reason} className="flex min-h-13 items-center gap-3 rounded-md border border-line px-4 text-lg font-medium transition-colors hover:border-edge has-checked:border-clay has-checked:bg-clay-wash has-focus-visible:outline-3 has-focus-visible:outline-river">
          <input type="radio" name={name} checked={value === reason} onChange={() => onChange(reason)} className="size-5 accent-clay" />
          {reasonWords(reason, t)}
        </label>
      ))}
    </fieldset>
  )
}
