import { type Columns, SPINE } from './columns.ts'
import { GAP } from './sizes.ts'

/** Where the columns are from left to right: as near to the spine as what stands beside one another lets them. */
export function placeColumns(columns: Columns, order: readonly number[], sideRoom: SideRoom): number[] {
  const x = columns.list.map(() => 0)
  const spine = order.indexOf(SPINE)
  const right = new Side(columns, sideRoom, 1)
  const left = new Side(columns, sideRoom, -1)
  right.take(SPINE, 0)
  left.take(SPINE, 0)
  for (const column of order.slice(spine + 1)) x[column] = right.place(column)
  for (const column of order.slice(0, spine).toReversed()) x[column] = -left.place(column)
  return x
}

/** The room beside a vertex, at its left (-1) or right (1), that its own lines need. */
export type SideRoom = (vertex: number, side: -1 | 1) => number

/** One side of the spine. Distances are measured from the spine outwards. */
class Side {
  /** What stands outermost in each row so far, and how far out it reaches. */
  private readonly frontier = new Map<number, { kind: Kind; reach: number }>()

  constructor(
    private readonly columns: Columns,
    private readonly sideRoom: SideRoom,
    private readonly sign: -1 | 1,
  ) {}

  place(column: number): number {
    const { top = 0, bottom = 0 } = this.columns.list[column] ?? {}
    let distance = 0
    for (let row = top; row <= bottom; row++) {
      // Where the spine does not reach there is a line in its place: both sides keep off it, and so off one another.
      const inner = this.frontier.get(row) ?? { kind: 'line', reach: 0 }
      const { kind, inwards } = this.extent(column, row)
      distance = Math.max(distance, inner.reach + gap(inner.kind, kind) + inwards)
    }
    distance = Math.ceil(distance)
    this.take(column, distance)
    return distance
  }

  take(column: number, distance: number): void {
    const { top = 0, bottom = 0 } = this.columns.list[column] ?? {}
    for (let row = top; row <= bottom; row++) {
      const { kind, outwards } = this.extent(column, row)
      this.frontier.set(row, { kind, reach: distance + outwards })
    }
  }

  private extent(column: number, row: number): { kind: Kind; inwards: number; outwards: number } {
    const { kind, before, after } = this.columns.reach(column, row)
    const cell = this.columns.list[column]?.cells.get(row)
    const left = before + (cell?.kind === 'vertex' ? this.sideRoom(cell.vertex, -1) : 0)
    const right = after + (cell?.kind === 'vertex' ? this.sideRoom(cell.vertex, 1) : 0)
    return this.sign > 0 ? { kind, inwards: left, outwards: right } : { kind, inwards: right, outwards: left }
  }
}

type Kind = 'vertex' | 'own' | 'line'

function gap(inner: Kind, outer: Kind): number {
  if (inner === 'line' && outer === 'line') return GAP.lines
  if (inner === 'own' && outer === 'own') return GAP.labels
  if (inner === 'vertex' && outer === 'vertex') return GAP.nodes
  return inner === 'vertex' || outer === 'vertex' ? GAP.nodeToLine : GAP.labelToLine
}
