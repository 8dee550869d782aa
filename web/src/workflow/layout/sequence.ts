import { type Columns, SPINE } from './columns.ts'

/**
 * The columns from left to right. Each is put where its joints to others cross the fewest lines; then each is tried in
 * the places beside those it is joined to and further out, until nothing gets better. Only counts decide, never pixels, so
 * that a small edit seldom changes sides.
 */

/** A line across from one column to another: below a row, or within it, where it needs to see the other column. */
export type Joint = { a: number; b: number; row: number; isSight: boolean }

/**
 * What it costs to have a column between the ends of a joint: when its line is crossed, when a vertex blocks the sight, when
 * the line would go through a tall box, when it is just longer. And what it costs to push others away from the spine, by the width of a state.
 */
const COST = { cross: 5, block: 5, through: 20, near: 1, push: 0.6 }
/** How wide a column is beside one of states. */
const WIDTH = { states: 1, others: 0.15 }
/** Pushing more columns than this costs no more. */
const PUSHED_MAX = 24
const ROUNDS_MAX = 4
/** So many comparisons are made for good places; in what is tangled beyond that, columns are put beside what they belong to. */
const EFFORT_MAX = 3_000_000
/** Beside so many others at most a column is tried, and in so many places further out on each side. */
const TRIED_MAX = 12
const OUTWARDS_MAX = 4
const LOOKED_AT_MAX = 24

export class Sequence {
  private readonly position: number[] = []
  private readonly order: number[] = []
  /** The columns in each row. */
  private alive: number[][] = []
  /** The columns, but for the spine, that have rows in common with each. */
  private overlaps: number[][] = []
  /** How far from the spine each column is at least, in widths of a state. */
  private depth: number[] = []
  private effort = 0
  private joints: readonly Joint[] = []
  private jointsOf: number[][] = []
  private jointsAt: number[][] = []

  constructor(private readonly columns: Columns) {}

  /** From left to right. */
  get columnsInOrder(): readonly number[] {
    return this.order
  }

  place(column: number): number {
    return this.position[column] ?? Number.NaN
  }

  /** The columns in a row that stand between two places. */
  between(row: number, low: number, high: number): number[] {
    return (this.alive[row] ?? []).filter((column) => this.place(column) > low && this.place(column) < high)
  }

  /** Takes in all columns that are not yet placed, as these joints want it, and improves on all of it. */
  settle(joints: readonly Joint[]): void {
    this.joints = joints
    this.effort = EFFORT_MAX
    this.jointsOf = this.columns.list.map(() => [])
    this.jointsAt = []
    joints.forEach(({ a, b, row }, index) => {
      this.jointsOf[a]?.push(index)
      this.jointsOf[b]?.push(index)
      ;(this.jointsAt[row] ??= []).push(index)
    })
    this.alive = []
    this.overlaps = []
    this.depth = []
    for (const column of this.order) this.enter(column)
    for (const column of this.order) this.deepen(column)
    for (const column of this.columns.list.keys()) if (this.position[column] === undefined) this.insert(column)
    // A column is thought over again when one moved that it has to do with.
    let waiting = new Set(this.columns.list.keys())
    for (let round = 0; round < ROUNDS_MAX && waiting.size > 0; round++) {
      const next = new Set<number>()
      for (const column of waiting) {
        if (column === SPINE || this.effort <= 0 || !this.improve(column)) continue
        for (const other of this.overlaps[column] ?? []) next.add(other)
        for (const index of this.jointsOf[column] ?? []) next.add(this.other(index, column))
      }
      waiting = next
    }
  }

  private insert(column: number): void {
    const parent = this.columns.parent[column]
    const beside = parent === null || parent === undefined ? undefined : this.position[this.columns.of[parent] ?? 0]
    this.enter(column)
    this.put(column, beside === undefined ? this.order.length : this.best(column, beside).place)
    this.deepen(column)
  }

  private overlap(one: number, other: number): boolean {
    const { top = 0, bottom = 0 } = this.columns.list[one] ?? {}
    const { top: otherTop = 0, bottom: otherBottom = 0 } = this.columns.list[other] ?? {}
    return top <= otherBottom && otherTop <= bottom
  }

  private enter(column: number): void {
    const { top = 0, bottom = 0 } = this.columns.list[column] ?? {}
    const overlaps = new Set<number>()
    for (let row = top; row <= bottom; row++) {
      const alive = (this.alive[row] ??= [])
      for (const other of alive) overlaps.add(other)
      alive.push(column)
    }
    overlaps.delete(SPINE)
    this.overlaps[column] = [...overlaps]
    for (const other of overlaps) this.overlaps[other]?.push(column)
  }

  private improve(column: number): boolean {
    const here = this.place(column)
    const { place } = this.best(column, null)
    if (place === here) return false
    this.order.splice(here, 1)
    this.renumber(here)
    this.put(column, place > here ? place - 1 : place)
    this.deepen(column)
    return true
  }

  /** Takes note of how far out a column is, and of what it pushes outwards. */
  private deepen(column: number): void {
    for (const [pushed, depth] of this.pushes(column, this.place(column))) this.depth[pushed] = depth
  }

  /** How far out a column is at a place, and the columns further out that have to give way to it there. */
  private pushes(column: number, place: number): Map<number, number> {
    const spine = this.place(SPINE)
    const side = Math.sign(place - spine)
    const depths = new Map([[column, 0]])
    if (side === 0) return depths
    const waiting = [column]
    for (let at = waiting.shift(); at !== undefined && depths.size < PUSHED_MAX; at = waiting.shift()) {
      const here = at === column ? place : this.place(at)
      let depth = depths.get(at) ?? 0
      if (at === column) {
        for (const other of this.overlaps[at] ?? []) {
          if ((this.place(other) - spine) * side > 0 && (here - this.place(other)) * side > 0) depth = Math.max(depth, this.depthOf(other) + this.width(other))
        }
        depths.set(at, depth)
      }
      const least = depth + this.width(at)
      this.effort -= this.overlaps[at]?.length ?? 0
      for (const other of this.overlaps[at] ?? []) {
        if (other === column || !((this.place(other) - here) * side > 0) || least <= Math.max(this.depthOf(other), depths.get(other) ?? 0)) continue
        depths.set(other, least)
        waiting.push(other)
      }
    }
    return depths
  }

  private depthOf(column: number): number {
    return this.depth[column] ?? 0
  }

  private width(column: number): number {
    return this.columns.hasVertex[column] ? WIDTH.states : WIDTH.others
  }

  private pushCost(column: number, place: number): number {
    if (this.effort <= 0) return 0
    let cost = 0
    for (const [pushed, depth] of this.pushes(column, place)) if (pushed !== column) cost += depth - this.depthOf(pushed)
    return COST.push * cost
  }

  private put(column: number, place: number): void {
    const at = Math.ceil(place)
    this.order.splice(at, 0, column)
    this.renumber(at)
  }

  private renumber(from: number): void {
    for (let at = from; at < this.order.length; at++) this.position[this.order[at] ?? 0] = at
  }

  /**
   * The place that costs least of those beside the columns that a column is joined to, and beside another or its own. Places are
   * between others: 2.5 is between the third and the fourth.
   */
  private best(column: number, beside: number | null): { place: number; cost: number } {
    const joined: Joined[] = []
    for (const index of this.jointsOf[column] ?? []) {
      const joint = this.joints[index]
      const end = joint && this.place(this.other(index, column))
      if (joint && end !== undefined && !Number.isNaN(end)) joined.push({ joint, end })
    }
    const crossed = this.crossed(column)
    const here = this.place(column)
    const first = beside ?? here
    let best = Number.isNaN(here) ? { place: first + 0.5, cost: Number.POSITIVE_INFINITY } : { place: here, cost: this.cost(column, here, joined, crossed) }
    for (const place of this.candidates(column, first, joined)) {
      if (Math.abs(place - here) < 1) continue
      const crossing = this.cost(column, place, joined, crossed)
      if (crossing >= best.cost) continue
      const cost = crossing + this.pushCost(column, place)
      if (cost < best.cost) best = { place, cost }
    }
    return best
  }

  private candidates(column: number, first: number, joined: readonly Joined[]): Set<number> {
    if (this.effort <= 0) return new Set([first + 0.5, first - 0.5])
    const sides = (this.columns.side[column] ?? 0) < 0 ? [-0.5, 0.5] : [0.5, -0.5]
    const places = new Set([first, ...joined.slice(0, TRIED_MAX).map(({ end }) => end)].flatMap((near) => sides.map((by) => near + by)))
    for (const by of sides) {
      let found = 0
      for (let at = first + 2 * by; found < OUTWARDS_MAX && Math.abs(at - first) <= LOOKED_AT_MAX; at += 2 * by) {
        const other = this.order[at]
        if (other === undefined) break
        if (!this.overlap(column, other)) continue
        places.add(at + by)
        found++
      }
    }
    return places
  }

  private other(joint: number, column: number): number {
    const { a = 0, b = 0 } = this.joints[joint] ?? {}
    return a === column ? b : a
  }

  /** The joints of others that a column is in the way of when it is between their ends. */
  private crossed(column: number): Crossed[] {
    const { top = 0, bottom = 0 } = this.columns.list[column] ?? {}
    const crossed: Crossed[] = []
    for (let row = Math.max(0, top - 1); row <= bottom; row++) {
      for (const index of this.jointsAt[row] ?? []) {
        const joint = this.joints[index]
        if (joint === undefined || joint.a === column || joint.b === column) continue
        const toll = this.toll(column, joint)
        const one = this.place(joint.a)
        const other = this.place(joint.b)
        if (toll > 0 && Math.abs(one - other) > 0) crossed.push({ low: Math.min(one, other), high: Math.max(one, other), toll })
      }
    }
    return crossed
  }

  /** What all joints cost that a column has, or that it is in the way of, when it is at a place. */
  private cost(column: number, place: number, joined: readonly Joined[], crossed: readonly Crossed[]): number {
    let cost = 0
    for (const { joint, end } of joined) {
      const low = Math.min(place, end)
      const high = Math.max(place, end)
      this.effort -= 2 * (this.alive[joint.row]?.length ?? 0)
      for (const between of this.alive[joint.row] ?? []) {
        const at = this.place(between)
        if (at > low && at < high && between !== column) cost += this.toll(between, joint)
      }
      if (joint.isSight) continue
      for (const between of this.alive[joint.row + 1] ?? []) {
        const at = this.place(between)
        if (at > low && at < high && between !== column && (this.columns.list[between]?.top ?? 0) > joint.row) cost += this.toll(between, joint)
      }
    }
    this.effort -= crossed.length
    for (const { low, high, toll } of crossed) if (place > low && place < high) cost += toll
    return cost
  }

  private toll(column: number, joint: Joint): number {
    const one = this.columns.list[column]
    if (!one) return 0
    if (joint.isSight) return one.top > joint.row || one.bottom < joint.row ? 0 : one.cells.get(joint.row)?.kind === 'vertex' ? COST.block : COST.cross
    if (one.top > joint.row || one.bottom <= joint.row) return COST.near
    const cell = one.cells.get(joint.row)
    const next = one.cells.get(joint.row + 1)
    return cell?.kind === 'vertex' && next?.kind === 'vertex' && cell.vertex === next.vertex ? COST.through : COST.cross
  }
}

/** A joint of the column itself, with the place of its other end. */
type Joined = { joint: Joint; end: number }
type Crossed = { low: number; high: number; toll: number }
