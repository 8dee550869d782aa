import type { Columns } from './columns.ts'
import type { Graph } from './graph.ts'
import { labelWidth } from './graph.ts'
import type { Ranks } from './ranks.ts'
import type { Sequence } from './sequence.ts'
import { GAP, HEAD, STUB } from './sizes.ts'
import type { Way } from './ways.ts'

/**
 * The short lines at the sides of vertices: those of errors and of loops leave and arrive there. A stub goes straight to its
 * trunk where no vertex is in between, otherwise into a lane beside the vertex, along which it gets around.
 */
export type Stub = {
  vertex: number
  side: -1 | 1
  isOut: boolean
  goesUp: boolean
  /** The column that it leads to; null for a loop around the vertex itself. */
  column: number | null
  /** From the vertex's border to the lane; null where it goes straight to its column. */
  lane: number | null
  /** Below the vertex's top. */
  down: number
  /** From the border to the middle of the "+". */
  plus: number
}

export class Stubs {
  readonly out = new Map<number, Stub>()
  readonly into = new Map<number, Stub>()
  private readonly bySide = new Map<string, Stub[]>()
  private readonly rooms = new Map<string, number>()

  constructor(
    private readonly graph: Graph,
    private readonly ranks: Ranks,
    private readonly columns: Columns,
    ways: readonly Way[],
    private readonly sequence: Sequence,
  ) {
    const arrivals = new Map<string, Stub>()
    ways.forEach((way, index) => {
      const link = graph.links[index]
      if (!link) return
      if (way.kind === 'around') {
        this.out.set(index, this.add(link.from, null, true, false))
        this.into.set(index, this.add(link.from, null, false, false))
      } else if (way.kind === 'aside') {
        this.out.set(index, this.add(link.from, way.trunk, true, false))
      } else if (way.kind === 'up') {
        this.out.set(index, this.add(link.from, way.own ?? way.trunk, true, true))
        const key = `${link.to} ${way.trunk}`
        const arrival = arrivals.get(key) ?? this.add(link.to, way.trunk, false, false)
        arrivals.set(key, arrival)
        this.into.set(index, arrival)
      }
    })
    for (const [key, stubs] of this.bySide) this.rooms.set(key, this.arrange(stubs))
    for (const [index, stub] of this.out) {
      const link = graph.links[index]
      if (stub.column === null && link?.label) this.rooms.set(keyOf(stub.vertex, 1), (this.rooms.get(keyOf(stub.vertex, 1)) ?? 0) + labelWidth(link))
    }
  }

  room(vertex: number, side: -1 | 1): number {
    return this.rooms.get(keyOf(vertex, side)) ?? 0
  }

  /** Gives each its height, when it is known where the columns are. */
  settle(x: readonly number[]): void {
    for (const stubs of this.bySide.values()) {
      const distance = (stub: Stub) => stub.lane ?? Math.abs((x[stub.column ?? 0] ?? 0) - (x[this.columns.of[stub.vertex] ?? 0] ?? 0))
      const group = (stub: Stub) => (stub.column === null ? (stub.isOut ? 2 : 1) : stub.goesUp ? 0 : 3)
      // Those that go up are inside out from the top, those that go down outside in: so none crosses another.
      stubs.sort((one, other) => group(one) - group(other) || (one.goesUp ? distance(one) - distance(other) : distance(other) - distance(one)))
      const height = Math.min(HEAD, this.graph.sizes[stubs[0]?.vertex ?? 0]?.height ?? 0)
      stubs.forEach((stub, index) => {
        stub.down = (height * (index + 1)) / (stubs.length + 1)
      })
    }
  }

  private add(vertex: number, column: number | null, isOut: boolean, goesUp: boolean): Stub {
    const side = column === null || this.sequence.place(column) > this.sequence.place(this.columns.of[vertex] ?? 0) ? 1 : -1
    const isHidden = column === null || !this.sees(vertex, column)
    const stub: Stub = { vertex, side, isOut, goesUp, column, lane: isHidden ? 0 : null, down: 0, plus: 0 }
    const key = keyOf(vertex, side)
    const stubs = this.bySide.get(key) ?? []
    stubs.push(stub)
    this.bySide.set(key, stubs)
    return stub
  }

  /** Lanes and "+" beside one side of a vertex; answers how much more room they need than a line beside it has. */
  private arrange(stubs: readonly Stub[]): number {
    const outs = stubs.filter((stub) => stub.isOut)
    outs.forEach((stub, index) => {
      stub.plus = GAP.nodeToLine / 2 + index * STUB
    })
    const first = GAP.nodeToLine + Math.max(0, outs.length - 1) * STUB
    let lanes = 0
    let around: number | null = null
    for (const stub of stubs) {
      if (stub.lane === null) continue
      if (stub.column === null && around !== null) {
        stub.lane = around
        around = null
        continue
      }
      stub.lane = first + lanes * GAP.lines
      lanes++
      if (stub.column === null) around = stub.lane
    }
    return first - GAP.nodeToLine + (lanes > 0 ? lanes * GAP.lines : 0)
  }

  private sees(vertex: number, column: number): boolean {
    const row = this.ranks.top[vertex] ?? 0
    const one = this.sequence.place(this.columns.of[vertex] ?? 0)
    const other = this.sequence.place(column)
    return this.sequence.between(row, Math.min(one, other), Math.max(one, other)).every((between) => this.columns.list[between]?.cells.get(row)?.kind !== 'vertex')
  }
}

function keyOf(vertex: number, side: -1 | 1): string {
  return `${vertex} ${side}`
}
