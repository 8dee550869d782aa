import { type Graph, labelWidth, START_VERTEX } from './graph.ts'
import type { Ranks } from './ranks.ts'
import { LABEL, PLUS } from './sizes.ts'

/**
 * What stands on one upright line: states that follow one another, the labels of the links between them, and the lines of long
 * links. All lines are straight because of that; they only bend to get from one column to another. The first column is the
 * spine: from the start along the way things are meant to go.
 */
export type Column = {
  top: number
  bottom: number
  /** What stands in a row; where nothing does, a line passes. */
  cells: Map<number, Cell>
}

/** A link's own place, for its label and its "+", where no other runs along the same line. */
export type Cell = { kind: 'vertex'; vertex: number } | { kind: 'own'; link: number }

export const SPINE = 0

export class Columns {
  readonly list: Column[] = []
  /** The column of each vertex. */
  readonly of: number[]
  /** The column of each link's own place, where it has one. */
  readonly own: (number | undefined)[]
  /** From which row on the column of a vertex is a line that leads to it, for ordinary links and for those after errors. */
  readonly entry: number[]
  readonly catchEntry: number[]
  /** What led to each column: the vertex beside which it belongs. */
  readonly parent: (number | null)[] = []
  /** The side of that on which a trunk belongs: -1 for the left, 1 for the right, 0 for either. */
  readonly side: number[] = []
  readonly hasVertex: boolean[] = []
  private readonly endsWell: boolean[]

  constructor(
    private readonly graph: Graph,
    private readonly ranks: Ranks,
  ) {
    this.of = graph.sizes.map(() => -1)
    this.own = graph.links.map(() => undefined)
    this.entry = [...ranks.top]
    this.catchEntry = [...ranks.top]
    this.endsWell = this.findGoodEnds()
    this.descend(this.add(0, null), START_VERTEX)
    const into = linksInto(graph, ranks)
    const byRank = ranks.downwards.toSorted((one, other) => (ranks.top[one] ?? 0) - (ranks.top[other] ?? 0))
    for (const vertex of byRank) if (this.of[vertex] === -1) this.begin(vertex, into[vertex] ?? [])
  }

  add(top: number, parent: number | null, side = 0): number {
    this.parent.push(parent)
    this.side.push(side)
    return this.list.push({ top, bottom: top, cells: new Map() }) - 1
  }

  /** Puts a link's own place into a row of a column. */
  putOwn(link: number, column: number, row: number): void {
    this.own[link] = column
    this.cover(column, row)
    this.list[column]?.cells.set(row, { kind: 'own', link })
  }

  cover(column: number, row: number): void {
    const one = this.list[column]
    if (!one) return
    one.top = Math.min(one.top, row)
    one.bottom = Math.max(one.bottom, row)
  }

  isDownFlow(link: number): boolean {
    return this.graph.links[link]?.isCatch === false && !this.ranks.isUp[link] && !this.ranks.isAround[link]
  }

  /** The first vertex of a column: below the highest of those that lead to it, straight. */
  private begin(vertex: number, into: readonly number[]): void {
    const { links } = this.graph
    const { top, foot } = this.ranks
    const height = (link: number) => foot[links[link]?.from ?? 0] ?? 0
    const flows = into.filter((link) => this.isDownFlow(link))
    const highest = (flows.length > 0 ? flows : into).reduce<number | null>((best, link) => (best === null || height(link) < height(best) ? link : best), null)
    const source = highest === null ? null : (links[highest]?.from ?? null)
    const column = this.add(top[vertex] ?? 0, source)
    if (highest !== null && source !== null && flows.length > 0) {
      this.entry[vertex] = (foot[source] ?? 0) + 1
      this.putOwn(highest, column, (foot[source] ?? 0) + 1)
    } else if (highest !== null) {
      this.catchEntry[vertex] = Math.min(...into.map((link) => top[links[link]?.from ?? 0] ?? 0))
      this.cover(column, this.catchEntry[vertex])
    }
    this.descend(column, vertex)
  }

  private descend(column: number, first: number): void {
    const { links, from } = this.graph
    const { top, foot } = this.ranks
    for (let vertex: number | null = first; vertex !== null; ) {
      this.of[vertex] = column
      this.hasVertex[column] = true
      const last = foot[vertex] ?? 0
      for (let row = top[vertex] ?? 0; row <= last; row++) {
        this.cover(column, row)
        this.list[column]?.cells.set(row, { kind: 'vertex', vertex })
      }
      const flows: number[] = (from[vertex] ?? []).filter((link) => this.isDownFlow(link))
      const isFree = (link: number) => this.of[links[link]?.to ?? 0] === -1
      const way: number | undefined = flows.find((link) => isFree(link) && this.endsWell[links[link]?.to ?? 0]) ?? flows.find(isFree)
      const straight = way ?? flows[0]
      if (straight !== undefined) this.putOwn(straight, column, last + 1)
      vertex = way === undefined ? null : (links[way]?.to ?? null)
      if (vertex !== null) this.entry[vertex] = last + 1
    }
  }

  private findGoodEnds(): boolean[] {
    const endsWell = this.graph.sizes.map((_, vertex) => this.graph.isGoodEnd(vertex))
    for (const vertex of this.ranks.downwards.toReversed()) {
      endsWell[vertex] ||= (this.graph.from[vertex] ?? []).some((link) => this.isDownFlow(link) && this.graph.links[link]?.to !== this.graph.end && endsWell[this.graph.links[link]?.to ?? 0])
    }
    return endsWell
  }

  /** How far what stands in a row of a column reaches to its left and right; half of a label, or nothing for a line. */
  reach(column: number, row: number): { kind: 'vertex' | 'own' | 'line'; before: number; after: number } {
    const cell = this.list[column]?.cells.get(row)
    if (!cell) return { kind: 'line', before: 0, after: 0 }
    if (cell.kind === 'own') {
      const link = this.graph.links[cell.link]
      const half = Math.max(PLUS, link ? labelWidth(link) : 0) / 2
      return { kind: 'own', before: half, after: half }
    }
    const size = this.graph.sizes[cell.vertex]
    return { kind: 'vertex', before: size?.before ?? 0, after: size?.after ?? 0 }
  }
}

/** The links that lead down to each vertex. */
function linksInto({ sizes, links }: Graph, { isUp, isAround }: Ranks): number[][] {
  const into: number[][] = sizes.map(() => [])
  links.forEach((link, index) => {
    if (!isUp[index] && !isAround[index]) into[link.to]?.push(index)
  })
  return into
}

/** How a label and a "+" share their row. */
export function ownHeight(label: string): number {
  return label ? LABEL.height + LABEL.toPlus + PLUS : PLUS
}

