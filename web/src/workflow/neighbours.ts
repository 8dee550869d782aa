import type { StateKind } from './definition.ts'
import type { FlowLayout, FlowNode } from './layout.ts'

/** Where an arrow key leads from a node: down and up along the lines, to the sides to what is beside it. */
export function neighbour(layout: FlowLayout, from: string, key: string, isTaken: (edge: string) => boolean): string | null {
  const node = layout.nodes.find((one) => one.id === from)
  if (!node) return null
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    const isDown = key === 'ArrowDown'
    const ways = layout.edges.filter((edge) => (isDown ? edge.from : edge.to) === from)
    const way = ways.find((edge) => isTaken(edge.id)) ?? ways[0]
    const to = way && (isDown ? way.to : way.from)
    if (to && layout.nodes.some((one) => one.id === to && isState(one))) return to
    return isDown ? (firstWithin(layout, node)?.id ?? null) : node.within
  }
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null
  const isRight = key === 'ArrowRight'
  const inside = isRight ? firstWithin(layout, node) : null
  if (inside) return inside.id
  const middle = (one: FlowNode) => ({ x: one.x + one.width / 2, y: one.y + one.height / 2 })
  const here = middle(node)
  const beside = layout.nodes
    .filter((one) => isState(one) && one.id !== from && one.within !== from && one.id !== node.within)
    .map((one) => ({ one, dx: (middle(one).x - here.x) * (isRight ? 1 : -1), dy: Math.abs(middle(one).y - here.y) }))
    .filter(({ dx, dy }) => dx > 8 && dy < dx * 2)
    .sort((a, b) => a.dx + 3 * a.dy - (b.dx + 3 * b.dy))[0]
  return beside?.one.id ?? null
}

/** Whether it stands for a state, and not for where a scope starts or ends or is empty. */
export function isState(node: FlowNode): node is FlowNode & { kind: StateKind } {
  return node.kind !== 'Start' && node.kind !== 'End' && node.kind !== 'Empty'
}

/** The first of the states within a Parallel or a Map. */
function firstWithin(layout: FlowLayout, node: FlowNode): FlowNode | null {
  return layout.nodes.filter((one) => one.within === node.id && isState(one)).sort((one, other) => one.y - other.y || one.x - other.x)[0] ?? null
}
