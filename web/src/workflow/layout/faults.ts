import { type FlowEdge, type FlowLayout, type FlowNode, PLUS_SIZE, type Point } from '../layout.ts'

/** What must hold of every picture, for tests: nothing is over anything else, and no line goes through what it does not lead to. */

type Box = { x: number; y: number; width: number; height: number }

const meets = (one: Box, other: Box, by = 0.5) =>
  one.x + by < other.x + other.width && other.x + by < one.x + one.width && one.y + by < other.y + other.height && other.y + by < one.y + one.height
const around = ({ x, y }: Point, width: number, height: number): Box => ({ x: x - width / 2, y: y - height / 2, width, height })
const labelOf = (edge: FlowEdge) => (edge.labelAt ? around(edge.labelAt, edge.label.length * 6.1 + 8, 16) : null)

/** All that is wrong with a picture, in words. */
export function faults({ nodes, edges, width, height }: FlowLayout): string[] {
  const found: string[] = []
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const isWithin = (inner: FlowNode, outer: FlowNode): boolean => {
    for (let at = inner.within; at !== null; at = byId.get(at)?.within ?? null) if (at === outer.id) return true
    return false
  }
  if (byId.size < nodes.length) found.push('two nodes have one id')
  if (new Set(edges.map((edge) => edge.id)).size < edges.length) found.push('two edges have one id')
  for (const [index, one] of nodes.entries()) {
    if (one.x < 0 || one.y < 0 || one.x + one.width > width || one.y + one.height > height) found.push(`${one.id} is outside`)
    for (const other of nodes.slice(index + 1)) {
      if (isWithin(one, other) || isWithin(other, one)) {
        const [inner, outer] = isWithin(one, other) ? [one, other] : [other, one]
        if (inner.x < outer.x || inner.y < outer.y || inner.x + inner.width > outer.x + outer.width || inner.y + inner.height > outer.y + outer.height) found.push(`${inner.id} is not in ${outer.id}`)
      } else if (meets(one, other)) found.push(`${one.id} is over ${other.id}`)
    }
  }
  const pluses = edges.map((edge) => ({ edge, box: around(edge.plusAt, PLUS_SIZE - 1, PLUS_SIZE - 1) }))
  const labels = edges.flatMap((edge) => {
    const box = labelOf(edge)
    return box ? [{ edge, box }] : []
  })
  /** What neither an edge's label nor its "+" may be over: all nodes but those that the edge is in. */
  const barred = (edge: FlowEdge) => {
    const from = byId.get(edge.from)
    return nodes.filter((node) => !from || !isWithin(from, node))
  }
  for (const edge of edges) {
    const from = byId.get(edge.from)
    const to = byId.get(edge.to)
    if (!from || !to) {
      found.push(`${edge.id} leads from or to nothing`)
      continue
    }
    if (stretches(edge.points).some(({ width: across, height: down }) => across > 0.01 && down > 0.01)) found.push(`${edge.id} is askew`)
    for (const node of nodes) if (!isWithin(from, node) && passes(edge, node)) found.push(`${edge.id} goes through ${node.id}`)
    const last = edge.points.at(-1)
    if (!last || Math.min(Math.abs(last.x - to.x), Math.abs(last.x - to.x - to.width), Math.abs(last.y - to.y)) > 0.6 || !meets(around(last, 2, 2), to)) found.push(`${edge.id} does not end at the border of ${edge.to}`)
    if (!stretches(edge.points).some((stretch) => meets(around(edge.plusAt, 1, 1), stretch, 0))) found.push(`the plus of ${edge.id} is not on it`)
    if (edge.points.some((point) => point.x < 0 || point.x > width || point.y < 0 || point.y > height)) found.push(`${edge.id} is outside`)
  }
  for (const [index, { edge, box }] of pluses.entries()) {
    for (const node of barred(edge)) if (meets(box, node)) found.push(`the plus of ${edge.id} is over ${node.id}`)
    for (const other of pluses.slice(index + 1)) if (meets(box, other.box)) found.push(`the pluses of ${edge.id} and ${other.edge.id} meet`)
    for (const label of labels) if (meets(box, label.box)) found.push(`the plus of ${edge.id} is over the label of ${label.edge.id}`)
  }
  for (const [index, { edge, box }] of labels.entries()) {
    if (box.x < 0 || box.x + box.width > width) found.push(`the label of ${edge.id} is outside`)
    for (const node of barred(edge)) if (meets(box, node)) found.push(`the label of ${edge.id} is over ${node.id}`)
    for (const other of labels.slice(index + 1)) if (meets(box, other.box)) found.push(`the labels of ${edge.id} and ${other.edge.id} meet`)
    for (const other of edges) if (other !== edge && passes(other, box)) found.push(`${other.id} goes through the label of ${edge.id}`)
  }
  return found
}

function stretches(points: readonly Point[]): Box[] {
  return points.slice(1).map((point, index) => {
    const before = points[index] ?? point
    return { x: Math.min(point.x, before.x), y: Math.min(point.y, before.y), width: Math.abs(point.x - before.x), height: Math.abs(point.y - before.y) }
  })
}

/** Whether a line is anywhere within a box, and not only at its border. */
function passes({ points }: FlowEdge, box: Box): boolean {
  return stretches(points).some((stretch) => meets(stretch, box))
}
