import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { type FlowEdge, type FlowLayout, type FlowNode, layoutOf, PLUS_SIZE, type Point } from './layout.ts'

/**
 * What must hold of every picture, held against the workflows of others: those of `asl-corpus` in the folder that
 * ENTREGA_SHARED names, or beside the repository.
 */

const shared = process.env.ENTREGA_SHARED ?? resolve(import.meta.dirname, '../../../../shared')
const corpus = filesIn(join(shared, 'asl-corpus/valid'))
const ours = filesIn(resolve(import.meta.dirname, '../../../workflows'))

function filesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.asl.json')).sort().map((file) => join(folder, file))
}

type Box = { x: number; y: number; width: number; height: number }

const meets = (one: Box, other: Box, by = 0.5) =>
  one.x + by < other.x + other.width && other.x + by < one.x + one.width && one.y + by < other.y + other.height && other.y + by < one.y + one.height
const around = ({ x, y }: Point, width: number, height: number): Box => ({ x: x - width / 2, y: y - height / 2, width, height })
const labelOf = (edge: FlowEdge) => (edge.labelAt ? around(edge.labelAt, edge.label.length * 6.1 + 8, 16) : null)

/** All that is wrong with a picture, in words. */
function faults({ nodes, edges, width, height }: FlowLayout): string[] {
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
    for (const node of nodes) {
      if (node === from || node === to ? sampled(edge.points).slice(1, -1).some((point) => strictlyIn(point, node)) : !isWithin(from, node) && sampled(edge.points).some((point) => strictlyIn(point, node))) {
        found.push(`${edge.id} goes through ${node.id}`)
      }
    }
    const last = edge.points.at(-1)
    if (!last || Math.min(Math.abs(last.x - to.x), Math.abs(last.x - to.x - to.width), Math.abs(last.y - to.y)) > 0.6 || !meets(around(last, 2, 2), to)) found.push(`${edge.id} does not end at the border of ${edge.to}`)
    if (!isOn(edge.plusAt, edge.points)) found.push(`the plus of ${edge.id} is not on it`)
    if (sampled(edge.points).some((point) => point.x < 0 || point.x > width || point.y < 0 || point.y > height)) found.push(`${edge.id} is outside`)
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
    for (const other of edges) if (other !== edge && sampled(other.points).some((point) => strictlyIn(point, box))) found.push(`${other.id} goes through the label of ${edge.id}`)
  }
  return found
}

/** Points so near to one another that nothing lies between them unseen. */
function sampled(points: readonly Point[]): Point[] {
  return points.flatMap((point, index) => {
    const next = points[index + 1]
    if (!next) return [point]
    const steps = Math.max(1, Math.ceil(Math.hypot(next.x - point.x, next.y - point.y) / 4))
    return Array.from({ length: steps }, (_, step) => ({ x: point.x + ((next.x - point.x) * step) / steps, y: point.y + ((next.y - point.y) * step) / steps }))
  })
}

function isOn({ x, y }: Point, points: readonly Point[]): boolean {
  return points.some((one, index) => {
    const other = points[index + 1] ?? one
    return x >= Math.min(one.x, other.x) - 0.6 && x <= Math.max(one.x, other.x) + 0.6 && y >= Math.min(one.y, other.y) - 0.6 && y <= Math.max(one.y, other.y) + 0.6
  })
}

function strictlyIn({ x, y }: Point, box: Box): boolean {
  return x > box.x + 0.6 && x < box.x + box.width - 0.6 && y > box.y + 0.6 && y < box.y + box.height - 0.6
}

describe('the pictures of workflows as people write them', () => {
  it('are looked at', (context) => {
    if (corpus.length > 0) return
    if (process.env.CI) throw new Error(`there is no corpus in ${shared}`)
    context.skip(`there is no corpus in ${shared}: set ENTREGA_SHARED`)
  })

  it.each([...ours, ...corpus])('%s', (file) => {
    const layout = layoutOf(readFileSync(file, 'utf8'))
    expect(layout, 'it can be drawn').not.toBeNull()
    if (layout) expect(faults(layout)).toEqual([])
  })
})
