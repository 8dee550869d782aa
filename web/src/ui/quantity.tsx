import { Minus, Plus } from 'lucide-react'

import { IconButton } from './button.tsx'

type QuantityProps = { label: string; fewer: string; more: string; value: number; min?: number; max: number; onChange: (value: number) => void }

/** How many: for a thumb. */
export function Quantity({ label, fewer, more, value, min = 1, max, onChange }: QuantityProps) {
  return (
    <div role="group" aria-label={label} className="inline-flex items-center rounded-full border border-line bg-card">
      <IconButton label={fewer} disabled={value <= min} onClick={() => onChange(value - 1)} className="rounded-full text-clay">
        <Minus aria-hidden size={18} />
      </IconButton>
      <output aria-live="polite" className="tabular min-w-7 text-center font-bold">{value}</output>
      <IconButton label={more} disabled={value >= max} onClick={() => onChange(value + 1)} className="rounded-full text-clay">
        <Plus aria-hidden size={18} />
      </IconButton>
    </div>
  )
}
