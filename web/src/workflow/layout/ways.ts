import type { Columns } from './columns.ts'
import type { Graph } from './graph.ts'
import type { Ranks } from './ranks.ts'
import type { Joint } from './sequence.ts'

/**
 * Along which columns each link runs. Links to the same vertex that run far share a trunk, one on each side: what would be
 * many lines is one that they join.
 */
export type Way =
  /** Leaves at the foot, through the link's own place, perhaps along a trunk, and arrives at the top. */
  | { kind: 'down'; own: number; trunk: number | null }
  /** After an error: leaves at a side, and runs down along a trunk. */
  | { kind: 'aside'; trunk: number }
  /** Leaves at a side, runs up along a trunk, and arrives at a side. With a label it has a place of its own on the way. */
  | { kind: 'up'; own: number | null; trunk: number }
  | { kind: 'around' }

type Class = 'down' | 'aside' | 'up'

/** The joints of what is known before there are trunks: enough to say which column belongs beside which. */
export function roughJoints(graph: Graph, ranks: Ranks, columns: Columns): Joint[] {
  return graph.links.flatMap((link, index): Joint[] => {
    const a = columns.of[link.from] ?? 0
    const b = columns.of[link.to] ?? 0
    if (a === b) return []
    const top = ranks.top[link.from] ?? 0
    const foot = ranks.foot[link.from] ?? 0
    if (ranks.isUp[index]) return [{ a, b, row: top, isSight: true }, { a, b, row: ranks.top[link.to] ?? 0, isSight: true }]
    if (link.isCatch) return [{ a, b, row: top, isSight: true }]
    return [{ a, b, row: columns.own[index] === a ? foot + 1 : foot, isSight: false }]
  })
}

/** Settles the way of each link, and adds the columns that are needed for trunks and places. */
export function findWays(graph: Graph, ranks: Ranks, columns: Columns, placeOf: (column: number) => number): Way[] {
  const trunks = new Map<string, { kind: Class; to: number; side: number; links: number[] }>()
  const ways = graph.links.map((link, index): Way => {
    if (ranks.isAround[index]) return { kind: 'around' }
    const to = columns.of[link.to] ?? 0
    const foot = ranks.foot[link.from] ?? 0
    const top = ranks.top[link.to] ?? 0
    const kind: Class = ranks.isUp[index] ? 'up' : link.isCatch ? 'aside' : 'down'
    const own = columns.own[index] ?? -1
    const catchEntry = columns.catchEntry[link.to] ?? 0
    if (kind === 'aside' && catchEntry < top) return { kind, trunk: to }
    if (kind === 'down' && foot + 2 === top) return { kind, own, trunk: null }
    if (kind === 'down' && foot + 1 >= (columns.entry[link.to] ?? 0)) return { kind, own, trunk: to }
    const by = placeOf(columns.of[link.from] ?? 0) - placeOf(to)
    const side = by === 0 ? (kind === 'up' ? -1 : 1) : Math.sign(by)
    const key = `${kind} ${link.to} ${side}`
    const trunk = trunks.get(key) ?? { kind, to: link.to, side, links: [] }
    trunk.links.push(index)
    trunks.set(key, trunk)
    return kind === 'up' ? { kind, own: null, trunk: -1 } : kind === 'aside' ? { kind, trunk: -1 } : { kind, own, trunk: -1 }
  })
  for (const { kind, to, side, links } of trunks.values()) {
    const trunk = trunkFor(graph, ranks, columns, kind, to, links, side)
    for (const link of links) {
      const way = ways[link]
      if (way && way.kind !== 'around') way.trunk = trunk
    }
  }
  ways.forEach((way, index) => {
    const link = graph.links[index]
    if (!link) return
    if (way.kind === 'down') way.own = ownColumn(columns, index, link.from, (ranks.foot[link.from] ?? 0) + 1)
    if (way.kind === 'up' && link.label) {
      way.own = ownColumn(columns, index, link.from, (ranks.top[link.from] ?? 0) - 1)
      columns.cover(way.own, ranks.top[link.from] ?? 0)
    }
  })
  return ways
}

function ownColumn(columns: Columns, link: number, from: number, row: number): number {
  const known = columns.own[link]
  if (known !== undefined) return known
  const column = columns.add(row, from)
  columns.putOwn(link, column, row)
  return column
}

/** A new column, or the column of the highest link where nothing else follows in it. */
function trunkFor(graph: Graph, ranks: Ranks, columns: Columns, kind: Class, to: number, links: readonly number[], side: number): number {
  const top = ranks.top[to] ?? 0
  const topOf = (link: number) => ranks.top[graph.links[link]?.from ?? 0] ?? 0
  const ownRow = (link: number) => (ranks.foot[graph.links[link]?.from ?? 0] ?? 0) + 1
  if (kind === 'up') {
    const lowest = links.reduce((best, link) => (topOf(link) > topOf(best) ? link : best))
    const trunk = columns.add(top, to, side)
    columns.cover(trunk, topOf(lowest))
    const isOnlyOne = links.every((link) => link === lowest || topOf(link) < topOf(lowest))
    if (isOnlyOne && graph.links[lowest]?.label) columns.putOwn(lowest, trunk, topOf(lowest) - 1)
    return trunk
  }
  if (kind === 'aside') {
    const trunk = columns.add(Math.min(...links.map(topOf)), to, side)
    columns.cover(trunk, top - 1)
    return trunk
  }
  const highest = links.reduce((best, link) => (ownRow(link) < ownRow(best) ? link : best))
  const own = columns.own[highest]
  const isLast = own !== undefined && columns.list[own]?.bottom === ownRow(highest)
  const trunk = isLast ? own : columns.add(ownRow(highest) + (own === undefined ? 0 : 1), to, side)
  if (own === undefined) columns.putOwn(highest, trunk, ownRow(highest))
  columns.cover(trunk, top - 1)
  return trunk
}

/** Where the ways go from one column to another. */
export function jointsOf(graph: Graph, ranks: Ranks, columns: Columns, ways: readonly Way[]): Joint[] {
  const joints: Joint[] = []
  const join = (a: number, b: number, row: number, isSight: boolean) => {
    if (a !== b) joints.push({ a, b, row, isSight })
  }
  graph.links.forEach((link, index) => {
    const way = ways[index]
    const from = columns.of[link.from] ?? 0
    const to = columns.of[link.to] ?? 0
    const top = ranks.top[link.from] ?? 0
    const foot = ranks.foot[link.from] ?? 0
    const arrival = (ranks.top[link.to] ?? 0) - 1
    if (way?.kind === 'down') {
      join(from, way.own, foot, false)
      if (way.trunk !== null) join(way.own, way.trunk, foot + 1, false)
      join(way.trunk ?? way.own, to, arrival, false)
    } else if (way?.kind === 'aside') {
      join(from, way.trunk, top, true)
      join(way.trunk, to, arrival, false)
    } else if (way?.kind === 'up') {
      join(from, way.own ?? way.trunk, top, true)
      if (way.own !== null) join(way.own, way.trunk, top - 2, false)
      join(way.trunk, to, ranks.top[link.to] ?? 0, true)
    }
  })
  return joints
}
