import { memo, useId } from 'react'

import type { Change } from './graph_diff.ts'
import type { FlowEdge } from './layout.ts'

type EdgeLook = { stroke: string; fill: string; width: number; dashes?: string }

const plain: EdgeLook = { stroke: 'stroke-edge', fill: 'fill-edge', width: 1.4 }
/** Told apart by how they are drawn too, not by colour alone. */
const marked = {
  seen: { stroke: 'stroke-leaf', fill: 'fill-leaf', width: 2.5 },
  added: { stroke: 'stroke-leaf', fill: 'fill-leaf', width: 3 },
  changed: { stroke: 'stroke-sun', fill: 'fill-sun', width: 2.5 },
  removed: { stroke: 'stroke-chili', fill: 'fill-chili', width: 1.8, dashes: '1.5 4' },
} as const satisfies Record<string, EdgeLook>

type FlowEdgesProps = {
  edges: readonly FlowEdge[]
  /** Ids of the lines that were gone along; null where nothing went anywhere. */
  taken: ReadonlySet<string> | null
  /** What became of the lines, where two workflows are compared. */
  changes?: ReadonlyMap<string, Change>
}

/** The lines between states, with what they are taken for. */
export const FlowEdges = memo(function FlowEdges({ edges, taken, changes }: FlowEdgesProps) {
  const id = useId()
  const markOf = (edge: FlowEdge): keyof typeof marked | null => {
    const change = changes?.get(edge.id) ?? 'same'
    return change !== 'same' ? change : taken?.has(edge.id) ? 'seen' : null
  }
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0 size-full overflow-visible">
      <defs>
        {Object.entries({ plain, ...marked }).map(([name, { fill }]) => (
          <marker key={name} id={`${id}-${name}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0,0.5 L7.5,4 L0,7.5 z" className={fill} />
          </marker>
        ))}
      </defs>
      {/* Ways that were not gone along are dimmed as one: where several run together they are no darker. */}
      <g className={taken ? 'opacity-60' : undefined}>{edges.filter((edge) => markOf(edge) === null).map((edge) => <Line key={edge.id} edge={edge} look={plain} marker={`${id}-plain`} />)}</g>
      {edges.map((edge) => {
        const mark = markOf(edge)
        return mark && <Line key={edge.id} edge={edge} look={marked[mark]} marker={`${id}-${mark}`} />
      })}
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

const Line = memo(function Line({ edge, look, marker }: { edge: FlowEdge; look: EdgeLook; marker: string }) {
  const isCatch = edge.kinds.every((kind) => kind === 'catch')
  return (
    <path
      d={edge.path}
      fill="none"
      strokeWidth={look.width}
      strokeDasharray={look.dashes ?? (isCatch ? DASHES.pattern : undefined)}
      // Counted from the end: where lines run together, so do their dashes.
      strokeDashoffset={isCatch ? -(edge.length % DASHES.length) : undefined}
      markerEnd={`url(#${marker})`}
      className={look.stroke}
    />
  )
})
