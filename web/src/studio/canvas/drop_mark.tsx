import type { FlowLayout } from '../../workflow/layout.ts'
import { HEAD } from '../../workflow/layout/sizes.ts'
import { isBox } from './ground.ts'
import { MarkedLine } from './lines.tsx'
import { useUnderWay } from './workbench.ts'

/** What would happen if what is dragged were let go here. */
export function DropMark({ layout }: { layout: FlowLayout }) {
  const target = useUnderWay((state) => state.drag?.target ?? null)
  if (!target) return null
  if (target.kind === 'end of line') {
    const node = layout.nodes.find((one) => (target.to === 'END' ? one.kind === 'End' : one.id === target.to))
    return node ? <div aria-hidden style={{ left: node.x - 5, top: node.y - 5, width: node.width + 10, height: node.height + 10 }} className="pointer-events-none absolute rounded-lg border-3 border-river bg-river/10" /> : null
  }
  const { kind, id } = target.on
  if (kind === 'edge') {
    const edge = layout.edges.find((one) => one.id === id)
    return edge ? <MarkedLine edge={edge} /> : null
  }
  const node = layout.nodes.find((one) => one.id === id)
  if (!node || kind === 'area') return null
  const y = kind === 'before' ? node.y - 7 : node.y + (isBox(node) ? Math.min(node.height, HEAD) : node.height) + 3
  return <div aria-hidden style={{ left: node.x - 6, top: y, width: node.width + 12 }} className="pointer-events-none absolute h-1 rounded-full bg-river" />
}
