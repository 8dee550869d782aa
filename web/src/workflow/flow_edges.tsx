import { memo, useId } from 'react'

import { classNames } from '../ui/class_names.ts'
import type { Change } from './graph_diff.ts'
import type { FlowEdge } from './layout.ts'

type EdgeLook = 'seen' | 'unseen' | 'added' | 'removed' | 'changed'

/** Told apart by how they are drawn too, not by colour alone. */
const looks: Record<EdgeLook, { stroke: string; fill: string; width: number; dash?: string }> = {
  unseen: { stroke: 'stroke-edge', fill: 'fill-edge', width: 1.4 },
  seen: { stroke: 'stroke-leaf', fill: 'fill-leaf', width: 2.5 },
  added: { stroke: 'stroke-leaf', fill: 'fill-leaf', width: 2.5 },
  changed: { stroke: 'stroke-sun', fill: 'fill-sun', width: 2.5 },
  removed: { stroke: 'stroke-chili', fill: 'fill-chili', width: 1.8, dash: '2 4' },
}
const lookNames = Object.keys(looks).filter((name): name is EdgeLook => name in looks)

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
  const lookOf = (edge: FlowEdge): EdgeLook => {
    const change = changes?.get(edge.id) ?? 'same'
    return change !== 'same' ? change : taken?.has(edge.id) ? 'seen' : 'unseen'
  }
  // What was gone along is above what was not.
  const ordered = [...edges].sort((one, other) => Number(lookOf(one) !== 'unseen') - Number(lookOf(other) !== 'unseen'))
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0 size-full overflow-visible">
      <defs>
        {lookNames.map((name) => (
          <marker key={name} id={`${id}-${name}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0,0.5 L7.5,4 L0,7.5 z" className={looks[name].fill} />
          </marker>
        ))}
      </defs>
      {ordered.map((edge) => {
        const name = lookOf(edge)
        const look = looks[name]
        const isCatch = edge.kinds.every((kind) => kind === 'catch')
        return (
          <g key={edge.id}>
            <path
              d={edge.path}
              fill="none"
              strokeWidth={look.width}
              strokeDasharray={look.dash ?? (isCatch ? '5 4' : undefined)}
              markerEnd={`url(#${id}-${name})`}
              className={classNames(look.stroke, taken && name === 'unseen' && (isCatch ? 'opacity-35' : 'opacity-70'))}
            />
            {edge.label && edge.labelAt ? (
              <foreignObject x={edge.labelAt.x - 90} y={edge.labelAt.y - 9} width={180} height={18}>
                <div className="text-center leading-none">
                  <span className="rounded-xs bg-card px-1 font-mono text-[10px] text-soft">{edge.label}</span>
                </div>
              </foreignObject>
            ) : null}
          </g>
        )
      })}
    </svg>
  )
})
