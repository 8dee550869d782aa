import type { ReactNode } from 'react'
import { useId } from 'react'

type SectionProps = { title: string; children: ReactNode }

/** A part of a form: what belongs together. */
export function Section({ title, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3.5 border-t border-line px-4 py-4">
      <h3 id={id} className="text-xs font-bold tracking-wide text-soft uppercase">{title}</h3>
      {children}
    </section>
  )
}
