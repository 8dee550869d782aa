import type { Scope, State } from '../definition.ts'
import { Channels } from './channels.ts'
import { Columns, ownHeight } from './columns.ts'
import { type Graph, graphOf, type Link, type Size } from './graph.ts'
import { rank, type Ranks } from './ranks.ts'
import { Sequence } from './sequence.ts'
import { ASIDE, CHANNEL, HEAD, LABEL, PLUS } from './sizes.ts'
import { placeColumns } from './places.ts'
import { type Stub, Stubs } from './stubs.ts'
import { findWays, jointsOf, roughJoints, type Way } from './ways.ts'

/** One scope with everything in its place. The spine is at x = 0. */
export type ScopePlaces = {
  graph: Graph
  /** For each vertex the point of the spine or of its column at its top. */
  vertices: Point[]
  lines: { link: Link; points: Point[]; labelAt: Point | null; plusAt: Point }[]
  height: number
}

export type Point = { x: number; y: number }

export function placeScope(scope: Scope, sizeOf: (state: State) => Size, endSize: Size): ScopePlaces {
  const graph = graphOf(scope, sizeOf, endSize)
  const flat = new Set<number>()
  for (;;) {
    const { router, ways, routes } = route(graph, flat)
    const hit = router.boxesHit()
    if (hit.length === 0) return router.place(ways, routes)
    for (const vertex of hit) flat.add(vertex)
  }
}

function route(graph: Graph, flat: ReadonlySet<number>): { router: Router; ways: Way[]; routes: Stop[][] } {
  const ranks = rank(graph, flat)
  const columns = new Columns(graph, ranks)
  const sequence = new Sequence(columns)
  sequence.settle(roughJoints(graph, ranks, columns))
  const ways = findWays(graph, ranks, columns, (column) => sequence.place(column))
  sequence.settle(jointsOf(graph, ranks, columns, ways))
  const stubs = new Stubs(graph, ranks, columns, ways, sequence)
  const x = placeColumns(columns, sequence.columnsInOrder, (vertex, side) => stubs.room(vertex, side))
  stubs.settle(x)
  const router = new Router(graph, ranks, columns, stubs, x)
  return { router, ways, routes: ways.map((way, index) => router.route(way, index)) }
}

/** A point of a line: its height is that of a bar, or so far below the top of a vertex. */
type Stop = { x: number } & ({ channel: number; key: string } | { vertex: number; down: number })

class Router {
  private readonly channels = new Channels()
  private readonly tops: number[] = []
  private readonly bottoms: number[] = []
  /** Whether ordinary lines arrive at the top of a vertex. */
  private readonly isMetFromAbove: boolean[] = []

  constructor(
    private readonly graph: Graph,
    private readonly ranks: Ranks,
    private readonly columns: Columns,
    private readonly stubs: Stubs,
    private readonly x: readonly number[],
  ) {
    graph.links.forEach((link, index) => {
      if (columns.isDownFlow(index)) this.isMetFromAbove[link.to] = true
    })
  }

  route(way: Way, index: number): Stop[] {
    const link = this.graph.links[index]
    if (!link) return []
    if (way.kind === 'down') return this.down(way, link)
    const out = this.stubs.out.get(index)
    const into = this.stubs.into.get(index)
    if (way.kind === 'aside') return out ? this.aside(way, link, out) : []
    if (!out || !into) return []
    if (way.kind === 'up') return this.up(way, link, out, into)
    const lane = this.border(out) + (out.lane ?? 0)
    return [
      { x: this.border(out), vertex: link.from, down: out.down },
      { x: lane, vertex: link.from, down: out.down },
      { x: lane, vertex: link.from, down: into.down },
      { x: this.border(out), vertex: link.from, down: into.down },
    ]
  }

  private down({ own, trunk }: Way & { kind: 'down' }, { from, to }: Link): Stop[] {
    const foot = this.ranks.foot[from] ?? 0
    const stops: Stop[] = [{ x: this.middle(from), vertex: from, down: this.graph.sizes[from]?.height ?? 0 }]
    this.across(stops, foot, `fork ${from}`, this.at(own))
    if (trunk !== null) this.across(stops, foot + 1, `trunk ${trunk}`, this.at(trunk))
    this.across(stops, (this.ranks.top[to] ?? 0) - 1, `join ${to}`, this.middle(to))
    stops.push({ x: this.middle(to), vertex: to, down: 0 })
    return stops
  }

  private aside({ trunk }: Way & { kind: 'aside' }, { from, to }: Link, out: Stub): Stop[] {
    const stops = this.leave(out, trunk, (this.ranks.foot[from] ?? 0), `aside ${trunk}`, false)
    const entry = this.middle(to) + (this.isMetFromAbove[to] && trunk !== this.columns.of[to] ? aside(this.graph.sizes[to], this.at(trunk) - this.middle(to)) : 0)
    this.across(stops, (this.ranks.top[to] ?? 0) - 1, `caught ${to} ${entry}`, entry)
    stops.push({ x: entry, vertex: to, down: 0 })
    return stops
  }

  private up({ own, trunk }: Way & { kind: 'up' }, { from, to }: Link, out: Stub, into: Stub): Stop[] {
    const top = this.ranks.top[from] ?? 0
    const stops = this.leave(out, own ?? trunk, top - 1, `up ${own ?? trunk}`, true)
    if (own !== null) this.across(stops, top - 2, `up ${trunk}`, this.at(trunk), true)
    if (into.lane === null) {
      stops.push({ x: this.at(trunk), vertex: to, down: into.down })
    } else {
      const lane = this.border(into) + into.side * into.lane
      this.across(stops, this.ranks.foot[to] ?? 0, `back ${trunk}`, lane, true)
      stops.push({ x: lane, vertex: to, down: into.down })
    }
    stops.push({ x: this.border(into), vertex: to, down: into.down })
    return stops
  }

  /** From the side of a vertex to a column: straight, or along the lane beside the vertex. */
  private leave(stub: Stub, column: number, channel: number, key: string, isUp: boolean): Stop[] {
    const stops: Stop[] = [{ x: this.border(stub), vertex: stub.vertex, down: stub.down }]
    if (stub.lane === null) return [...stops, { x: this.at(column), vertex: stub.vertex, down: stub.down }]
    stops.push({ x: this.border(stub) + stub.side * stub.lane, vertex: stub.vertex, down: stub.down })
    this.across(stops, channel, key, this.at(column), isUp)
    return stops
  }

  private across(stops: Stop[], channel: number, key: string, to: number, isUp = false): void {
    const from = stops.at(-1)?.x ?? to
    if (Math.abs(from - to) < 0.5) return
    this.channels.add(channel, key, isUp ? to : from, isUp ? from : to)
    stops.push({ x: from, channel, key }, { x: to, channel, key })
  }

  private at(column: number): number {
    return this.x[column] ?? 0
  }

  private middle(vertex: number): number {
    return this.at(this.columns.of[vertex] ?? 0)
  }

  private border({ vertex, side }: Stub): number {
    const size = this.graph.sizes[vertex]
    return this.middle(vertex) + (side > 0 ? (size?.after ?? 0) : -(size?.before ?? 0))
  }

  /** The boxes of several rows that a line across would go through, between two of their rows. */
  boxesHit(): number[] {
    const { top, foot } = this.ranks
    return this.graph.sizes.flatMap(({ before, after }, vertex) => {
      const x = this.middle(vertex)
      for (let channel = top[vertex] ?? 0; channel < (foot[vertex] ?? 0); channel++) if (this.channels.hasBar(channel, x - before, x + after)) return [vertex]
      return []
    })
  }

  /** Gives rows and bars their heights, and with them everything its place. */
  place(ways: readonly Way[], routes: readonly Stop[][]): ScopePlaces {
    this.channels.settle()
    this.stackRows(ways)
    const heightOf = (stop: Stop) => ('channel' in stop ? this.barHeight(stop.channel, stop.key) : (this.tops[this.ranks.top[stop.vertex] ?? 0] ?? 0) + stop.down)
    const lines = this.graph.links.map((link, index) => {
      const way = ways[index] ?? { kind: 'around' }
      const points = (routes[index] ?? []).map((stop) => ({ x: stop.x, y: heightOf(stop) }))
      return { link, points: withoutDetours(points), ...this.marks(way, link, index, points) }
    })
    return {
      graph: this.graph,
      vertices: this.graph.sizes.map((_, vertex) => ({ x: this.middle(vertex), y: this.tops[this.ranks.top[vertex] ?? 0] ?? 0 })),
      lines,
      height: this.bottoms.at(-1) ?? 0,
    }
  }

  /** Where a line's label and its "+" are. */
  private marks(way: Way, link: Link, index: number, points: readonly Point[]): { labelAt: Point | null; plusAt: Point } {
    if (way.kind === 'down') {
      const bottom = this.bottoms[(this.ranks.foot[link.from] ?? 0) + 1] ?? 0
      const x = this.at(way.own)
      return { labelAt: link.label ? { x, y: bottom - PLUS - LABEL.toPlus - LABEL.height / 2 } : null, plusAt: { x, y: bottom - PLUS / 2 } }
    }
    const stub = this.stubs.out.get(index)
    const first = points[0] ?? { x: 0, y: 0 }
    const plusAt = { x: first.x + (stub?.side ?? 1) * (stub?.plus ?? 0), y: first.y }
    if (!link.label) return { labelAt: null, plusAt }
    if (way.kind === 'up' && way.own !== null) return { labelAt: { x: this.at(way.own), y: (this.bottoms[(this.ranks.top[link.from] ?? 0) - 1] ?? 0) - LABEL.height / 2 }, plusAt }
    const last = points.at(-2) ?? first
    return { labelAt: { x: last.x + LABEL.padding / 2 + (link.label.length * LABEL.perCharacter) / 2, y: (first.y + last.y) / 2 }, plusAt }
  }

  private stackRows(ways: readonly Way[]): void {
    const { top, foot } = this.ranks
    const last = Math.max(...foot, ...this.columns.list.map((column) => column.bottom))
    const starting = groupedBy(top)
    const ending = groupedBy(foot)
    const own: number[] = []
    this.graph.links.forEach((link, index) => {
      const way = ways[index]
      const row = way?.kind === 'down' ? (foot[link.from] ?? 0) + 1 : way?.kind === 'up' && link.label ? (top[link.from] ?? 0) - 1 : null
      if (row !== null) own[row] = Math.max(own[row] ?? 0, way?.kind === 'up' ? LABEL.height : ownHeight(link.label))
    })
    let y = 0
    for (let row = 0; row <= last; row++) {
      this.tops[row] = y
      const tall = (ending.get(row) ?? []).map((vertex) => (this.tops[top[vertex] ?? 0] ?? 0) + (this.graph.sizes[vertex]?.height ?? 0))
      // The heads of boxes that end further down have stubs at their sides as well.
      const heads = (starting.get(row) ?? []).map((vertex) => y + Math.min(HEAD, this.graph.sizes[vertex]?.height ?? 0))
      this.bottoms[row] = Math.max(y + (own[row] ?? 0), ...tall, ...heads)
      y = this.bottoms[row] ?? y
      this.leads[row] = row % 2 === 1 ? CHANNEL.aroundBars : ending.has(row) ? CHANNEL.below : CHANNEL.aroundBars
      const tail = row % 2 === 0 ? CHANNEL.aroundBars : starting.has(row + 1) ? CHANNEL.above : CHANNEL.aroundBars
      const tracks = this.channels.tracks(row)
      if (tracks > 0) y += (this.leads[row] ?? 0) + (tracks - 1) * CHANNEL.track + tail
      else if (row % 2 === 0 ? ending.has(row) : starting.has(row + 1)) y += row % 2 === 0 ? CHANNEL.below : CHANNEL.above
    }
  }

  /** From a row's bottom to the first bar below it. */
  private readonly leads: number[] = []

  private barHeight(channel: number, key: string): number {
    return (this.bottoms[channel] ?? 0) + (this.leads[channel] ?? 0) + this.channels.down(channel, key)
  }
}

function groupedBy(rows: readonly number[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  rows.forEach((row, vertex) => groups.set(row, [...(groups.get(row) ?? []), vertex]))
  return groups
}

/** The line without the points that it passes straight through. */
function withoutDetours(points: readonly Point[]): Point[] {
  const line: Point[] = []
  for (const point of points) {
    for (let last = line.at(-1), before = line.at(-2); last && before; last = line.at(-1), before = line.at(-2)) {
      const isStraight = (Math.abs(before.x - last.x) < 0.01 && Math.abs(last.x - point.x) < 0.01) || (Math.abs(before.y - last.y) < 0.01 && Math.abs(last.y - point.y) < 0.01)
      if (!isStraight) break
      line.pop()
    }
    line.push(point)
  }
  return line
}

/** How far from its middle a vertex is met by a line after errors: straight from where its trunk is, if that is neither too near to the middle nor to the corner. */
function aside(size: Size | undefined, trunk: number): number {
  const half = Math.min(size?.before ?? 0, size?.after ?? 0)
  const away = Math.abs(trunk)
  return Math.sign(trunk) * (away >= ASIDE.least && away <= half - ASIDE.least ? away : Math.min(ASIDE.usual, half / 2))
}
