import { memo, type PointerEvent, useMemo, useSyncExternalStore } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import type { FlowLayout, FlowNode } from '../../workflow/layout.ts'
import type { Viewing } from '../../workflow/viewport.ts'

const ROOM = { width: 180, height: 130 }
/** What is small anyhow is not made to look large; of what would be too small to tell apart the part around what is seen is shown. */
const SCALE = { min: 0.06, max: 0.14 }

/** All of the picture, small, with what is seen of it: a click goes there, the frame can be dragged. Keys have the arrows and the search. */
export function Minimap({ layout, viewing }: { layout: FlowLayout; viewing: Viewing }) {
  const t = useTexts()
  const { left, top, scale } = useSyncExternalStore(viewing.subscribe, viewing.now)
  const fit = Math.max(SCALE.min, Math.min(SCALE.max, ROOM.width / layout.width, ROOM.height / layout.height))
  const seen = { x: (-left / scale) * fit, y: (-top / scale) * fit, width: (viewing.size.width / scale) * fit, height: (viewing.size.height / scale) * fit }
  const begin = (whole: number, room: number, middle: number) => Math.max(0, Math.min(whole * fit - room, middle - room / 2))
  const from = { x: begin(layout.width, ROOM.width, seen.x + seen.width / 2), y: begin(layout.height, ROOM.height, seen.y + seen.height / 2) }
  const go = (event: PointerEvent) => {
    if (event.buttons !== 1) return
    const box = event.currentTarget.getBoundingClientRect()
    viewing.centre({ x: (event.clientX - box.left + from.x) / fit, y: (event.clientY - box.top + from.y) / fit })
  }
  return (
    <svg
      role="img"
      aria-label={t('canvas-minimap')}
      width={Math.ceil(Math.min(ROOM.width, layout.width * fit))}
      height={Math.ceil(Math.min(ROOM.height, layout.height * fit))}
      onPointerDown={(event) => {
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
        go(event)
      }}
      onPointerMove={go}
      className="block cursor-pointer touch-none overflow-hidden rounded-sm"
    >
      <g transform={`translate(${-from.x} ${-from.y}) scale(${fit})`}>
        <Shapes nodes={layout.nodes} />
      </g>
      <rect {...seen} x={seen.x - from.x} y={seen.y - from.y} rx={3} className="fill-river/10 stroke-river" strokeWidth={1.5} />
    </svg>
  )
}

const Shapes = memo(function Shapes({ nodes }: { nodes: readonly FlowNode[] }) {
  const [boxes, states] = useMemo(() => [nodes.filter(isBox), nodes.filter((node) => !isBox(node))].map(pathOf), [nodes])
  return (
    <>
      <path d={boxes} className="fill-sunken stroke-edge/40" strokeWidth={6} />
      <path d={states} className="fill-edge/70" />
    </>
  )
})

function isBox(node: FlowNode): boolean {
  return node.kind === 'Parallel' || node.kind === 'Map'
}

function pathOf(nodes: readonly FlowNode[]): string {
  return nodes.map(({ x, y, width, height }) => `M${x},${y}h${width}v${height}h${-width}z`).join('')
}
