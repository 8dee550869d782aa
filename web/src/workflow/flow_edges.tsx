import { memo, useId } from 'react'

import { classNames } from '../ui/class_names.ts'
import type { FlowEdge } from './layout.ts'

/** The lines between states, with what they are taken for. */
export const FlowEdges = memo(function FlowEdges({ edges, taken }: { edges: readonly FlowEdge[]; taken: ReadonlySet<string> | null }) {
  const id = useId()
  const isTaken = (edge: FlowEdge) => taken?.has(edge.id) ?? false
  // What was gone along is above what was not.
  const ordered = [...edges].sort((one, other) => Number(isTaken(one)) - Number(isTaken(other)))
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0 size-full overflow-visible">
      <defs>
        {(['seen', 'unseen'] as const).map((kind) => (
          <marker key={kind} id={`${id}-${kind}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0,0.5 L7.5,4 L0,7.5 z" className={kind === 'seen' ? 'fill-leaf' : 'fill-edge'} />
          </marker>
        ))}
      </defs>
      {ordered.map((edge) => {
        const seen = isTaken(edge)
        const isCatch = edge.kinds.every((kind) => kind === 'catch')
        return (
          <g key={edge.id}>
            <path
              d={edge.path}
              fill="none"
              strokeWidth={seen ? 2.5 : 1.4}
              strokeDasharray={isCatch ? '5 4' : undefined}
              markerEnd={`url(#${id}-${seen ? 'seen' : 'unseen'})`}
              className={classNames(seen ? 'stroke-leaf' : 'stroke-edge', taken && !seen && (isCatch ? 'opacity-35' : 'opacity-70'))}
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
