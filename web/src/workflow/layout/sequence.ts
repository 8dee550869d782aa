import type { Columns } from './columns.ts'

/**
 * The columns from left to right. Each is put where its joints to others cross the fewest lines; then each is tried in
 * the places beside those it is joined to, until nothing gets better. Only counts decide, never pixels, so that
 * a small edit seldom changes sides.
 */

/** A line across from one column to another: below a row, or within it, where it needs to see the other column. */
export type Joint = { a: number; b: number; row: number; isSight: boolean }

/** What it costs to have a column between the ends of a joint: when its line is crossed, when a vertex blocks the sight, when it is just longer. */
const COST = { cross: 5, block: 9, near: 1 }
const ROUNDS_MAX = 4

export class Sequence {
  private readonly position: number[] = []
  private readonly order: number[] = []
  /** The columns in each row. */
  private readonly alive: number[][] = []
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
  settle(joints: readonly Joint[], fixed: number): void {
    this.joints = joints
    this.jointsOf = this.columns.list.map(() => [])
    this.jointsAt = []
    joints.forEach(({ a, b, row }, index) => {
      this.jointsOf[a]?.push(index)
      this.jointsOf[b]?.push(index)
      ;(this.jointsAt[row] ??= []).push(index)
    })
    for (const [column] of this.columns.list.entries()) if (this.position[column] === undefined) this.insert(column)
    for (let round = 0; round < ROUNDS_MAX; round++) {
      let hasMoved = false
      for (const [column] of this.columns.list.entries()) if (column !== fixed && this.improve(column)) hasMoved = true
      if (!hasMoved) return
    }
  }

  private insert(column: number): void {
    const { top = 0, bottom = 0 } = this.columns.list[column] ?? {}
    const parent = this.columns.parent[column]
    const beside = parent === null || parent === undefined ? undefined : this.position[this.columns.of[parent] ?? 0]
    this.put(column, beside === undefined ? this.order.length : this.best(column, beside).place)
    for (let row = top; row <= bottom; row++) (this.alive[row] ??= []).push(column)
  }

  private improve(column: number): boolean {
    const here = this.place(column)
    const { place, cost } = this.best(column, here)
    if (cost >= this.cost(column, here)) return false
    this.order.splice(here, 1)
    this.renumber()
    this.put(column, place > here ? place - 1 : place)
    return true
  }

  private put(column: number, place: number): void {
    this.order.splice(Math.ceil(place), 0, column)
    this.renumber()
  }

  private renumber(): void {
    this.order.forEach((column, index) => {
      this.position[column] = index
    })
  }

  /** Places are between others: 2.5 is between the third and the fourth. */
  private best(column: number, beside: number): { place: number; cost: number } {
    const side = this.columns.side[column] ?? 0
    const near = new Set([beside, ...(this.jointsOf[column] ?? []).map((index) => this.place(this.other(index, column))).filter((place) => !Number.isNaN(place))])
    let best = { place: beside + 0.5, cost: Number.POSITIVE_INFINITY }
    for (const place of near) {
      for (const by of side < 0 ? [-0.5, 0.5] : [0.5, -0.5]) {
        const cost = this.cost(column, place + by)
        if (cost < best.cost) best = { place: place + by, cost }
      }
    }
    return best
  }

  private other(joint: number, column: number): number {
    const { a = 0, b = 0 } = this.joints[joint] ?? {}
    return a === column ? b : a
  }

  /** What all joints cost that a column has, or that it is in the way of, when it is at a place. */
  private cost(column: number, place: number): number {
    let cost = 0
    for (const index of this.jointsOf[column] ?? []) {
      const joint = this.joints[index]
      const end = this.place(this.other(index, column))
      if (joint === undefined || Number.isNaN(end)) continue
      const low = Math.min(place, end)
      const high = Math.max(place, end)
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
    const { top = 0, bottom = 0 } = this.columns.list[column] ?? {}
    for (let row = top - 1; row <= bottom; row++) {
      for (const index of this.jointsAt[row] ?? []) {
        const joint = this.joints[index]
        if (joint === undefined || joint.a === column || joint.b === column) continue
        const one = this.place(joint.a)
        const other = this.place(joint.b)
        if (place > Math.min(one, other) && place < Math.max(one, other)) cost += this.toll(column, joint)
      }
    }
    return cost
  }

  private toll(column: number, joint: Joint): number {
    const { top = 0, bottom = 0, cells } = this.columns.list[column] ?? {}
    if (joint.isSight) return top > joint.row || bottom < joint.row ? 0 : cells?.get(joint.row)?.kind === 'vertex' ? COST.block : COST.cross
    return top <= joint.row && bottom > joint.row ? COST.cross : COST.near
  }
}
