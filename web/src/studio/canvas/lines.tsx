import { memo } from 'react'

import type { FlowEdge } from '../../workflow/layout.ts'

/** How near a pointer has to come to a line. */
const REACH = 26

/** Lines as something to point at: wide, and not seen. */
export const LineHits = memo(function LineHits({ edges }: { edges: readonly FlowEdge[] }) {
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0 size-full overflow-visible">
      {edges.map((edge) => (
        <path key={edge.id} data-edge={edge.id} d={edge.path} fill="none" stroke="transparent" strokeWidth={REACH} className="pointer-events-[stroke]" />
      ))}
    </svg>
  )
})

/** A line that something is about to happen to. */
export function MarkedLine({ edge }: { edge: FlowEdge }) {
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0 size-full overflow-visible">
      <path d={edge.path} fill="none" strokeWidth={5} strokeLinecap="round" className="stroke-river/70" />
      <circle cx={edge.plusAt.x} cy={edge.plusAt.y} r={9} className="fill-river" />
      <path d={`M${edge.plusAt.x - 4},${edge.plusAt.y}h8m-4,-4v8`} fill="none" strokeWidth={2} className="stroke-on-river" />
    </svg>
  )
}
