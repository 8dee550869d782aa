import { memo, useId } from 'react'

import type { FlowEdge } from './layout.ts'

/** The lines between states, with what they are taken for. */
export const FlowEdges = memo(function FlowEdges({ edges, taken }: { edges: readonly FlowEdge[]; taken: ReadonlySet<string> | null }) {
  const id = useId()
  const isTaken = (edge: FlowEdge) => taken?.has(edge.id) ?? false
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0 size-full overflow-visible">
      <defs>
        {(['seen', 'unseen'] as const).map((kind) => (
          <marker key={kind} id={`${id}-${kind}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0,0.5 L7.5,4 L0,7.5 z" className={kind === 'seen' ? 'fill-leaf' : 'fill-edge'} />
          </marker>
        ))}
      </defs>
      {/* Ways that were not gone along are dimmed as one: where several run together they are no darker. */}
      <g className={taken ? 'opacity-60' : undefined}>{edges.filter((edge) => !isTaken(edge)).map((edge) => <Line key={edge.id} edge={edge} marker={`${id}-unseen`} className="stroke-edge" />)}</g>
      {edges.filter(isTaken).map((edge) => <Line key={edge.id} edge={edge} marker={`${id}-seen`} isStrong className="stroke-leaf" />)}
      {edges.map(({ id: key, label, labelAt }) =>
        label && labelAt ? (
          <foreignObject key={key} x={labelAt.x - 92} y={labelAt.y - 9} width={184} height={18}>
            <div className="text-center leading-none">
              <span className="rounded-xs bg-card px-1 font-mono text-[10px] text-soft">{label}</span>
            </div>
          </foreignObject>
        ) : null,
      )}
    </svg>
  )
})

const DASHES = { pattern: '5 4', length: 9 }

type LineProps = { edge: FlowEdge; marker: string; isStrong?: boolean; className: string }

function Line({ edge, marker, isStrong = false, className }: LineProps) {
  const isCatch = edge.kinds.every((kind) => kind === 'catch')
  return (
    <path
      d={edge.path}
      fill="none"
      strokeWidth={isStrong ? 2.5 : 1.4}
      strokeDasharray={isCatch ? DASHES.pattern : undefined}
      // Counted from the end: where lines run together, so do their dashes.
      strokeDashoffset={isCatch ? -(edge.length % DASHES.length) : undefined}
      markerEnd={`url(#${marker})`}
      className={className}
    />
  )
}
