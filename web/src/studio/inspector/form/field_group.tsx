import { type ReactNode, useId } from 'react'

import type { Path } from '../../../workflow/syntax.ts'
import { FieldName } from './field_name.tsx'
import { useField } from './use_field.ts'

/** A field that has fields of its own. */
export function FieldGroup({ path, label, children }: { path: Path; label: string; children: ReactNode }) {
  const id = useId()
  const { set, error } = useField(path, 'alone')
  return (
    <div role="group" aria-labelledby={id} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 rounded-md border border-line bg-paper/50 p-3">
      <div className="flex items-baseline gap-2">
        <span id={id} className="text-sm font-semibold">{label}</span>
        <FieldName name={String(path.at(-1) ?? '')} label={label} onRemove={() => void set(undefined)} />
      </div>
      {error ? <p className="text-sm font-medium text-chili">{error}</p> : null}
      {children}
    </div>
  )
}
