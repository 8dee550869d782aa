import { apart, between, footOn, type Point } from './plane.ts'
import type { Course, Town } from './town.ts'

/** The street graph: ways along it, as the server finds them. */

type Edge = { from: number; to: number; metres: number; name: string; speed: number }

/** A place on a street. `offset` is in metres from the edge's beginning. */
export type OnStreet = { edge: Edge; foot: Point; offset: number; away: number }

/** Metres a second, as couriers ride. */
const SPEED = { avenue: 9, street: 6.5, lane: 4.5 }

export class Streets {
  readonly #nodes: readonly Point[]
  readonly #edges: Edge[] = []
  /** The edges that meet at each node. */
  readonly #meeting: readonly Edge[][]

  constructor(town: Town) {
    this.#nodes = nodesOf(town)
    this.#meeting = this.#nodes.map(() => [])
    this.#lay(town.avenues, SPEED.avenue)
    this.#lay(town.streets, SPEED.street)
    this.#lay(town.lanes, SPEED.lane)
  }

  #lay(courses: readonly Course[], speed: number) {
    for (const [name, nodes] of courses) {
      for (const [index, to] of nodes.entries()) {
        const from = nodes[index - 1]
        if (from === undefined) continue
        const edge = { from, to, metres: apart(this.#at(from), this.#at(to)), name, speed }
        this.#edges.push(edge)
        this.#meeting[from]?.push(edge)
        this.#meeting[to]?.push(edge)
      }
    }
  }

  #at(node: number): Point {
    const point = this.#nodes[node]
    if (!point) throw new Error(`the town has no node ${node}`)
    return point
  }

  /** The place on a street that is nearest to a point. */
  nearest(point: Point): OnStreet | null {
    let best: OnStreet | null = null
    for (const edge of this.#edges) {
      const [a, b] = [this.#at(edge.from), this.#at(edge.to)]
      const share = footOn(a, b, point)
      const foot = between(a, b, share)
      const away = apart(foot, point)
      if (best === null || away < best.away) best = { edge, foot, offset: share * edge.metres, away }
    }
    return best
  }

  /** The fastest way from one point to another. */
  way(from: Point, to: Point): Point[] {
    const [a, b] = [this.nearest(from), this.nearest(to)]
    if (!a || !b || a.edge === b.edge) return [from, to]
    const seconds = new Map(ends(a))
    const exits = new Map(ends(b))
    const cameFrom = new Map<number, number>()
    // The seconds that a way through each open node takes at least.
    const open = new Map<number, number>()
    const look = (node: number, from: number) => open.set(node, from + apart(this.#at(node), b.foot) / SPEED.avenue)
    for (const [node, from] of seconds) look(node, from)
    let arrival = Number.POSITIVE_INFINITY
    let last: number | undefined
    for (;;) {
      const next = least(open)
      if (!next || next.seconds >= arrival) break
      const { node } = next
      open.delete(node)
      const here = seconds.get(node) ?? 0
      const exit = exits.get(node)
      if (exit !== undefined && here + exit < arrival) {
        arrival = here + exit
        last = node
      }
      for (const edge of this.#meeting[node] ?? []) {
        const other = edge.from === node ? edge.to : edge.from
        const then = here + edge.metres / edge.speed
        if (then < (seconds.get(other) ?? Number.POSITIVE_INFINITY)) {
          seconds.set(other, then)
          cameFrom.set(other, node)
          look(other, then)
        }
      }
    }
    const points = [to]
    for (let node = last; node !== undefined; node = cameFrom.get(node)) points.push(this.#at(node))
    return [...points, from].reverse()
  }
}

/** A few dozen are open at a time: a heap would not be faster. */
function least(open: ReadonlyMap<number, number>): { node: number; seconds: number } | null {
  let best: { node: number; seconds: number } | null = null
  for (const [node, seconds] of open) {
    if (best === null || seconds < best.seconds) best = { node, seconds }
  }
  return best
}

function ends({ edge, offset }: OnStreet): [number, number][] {
  return [
    [edge.from, offset / edge.speed],
    [edge.to, (edge.metres - offset) / edge.speed],
  ]
}

export function nodesOf({ nodes }: Town): Point[] {
  return pairs(nodes)
}

/** Points of numbers that are `x` and `y` in turn. */
export function pairs(numbers: readonly number[]): Point[] {
  const points: Point[] = []
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    points.push({ x: numbers[index] ?? 0, y: numbers[index + 1] ?? 0 })
  }
  return points
}

const known = new WeakMap<Town, Streets>()

/** The streets of a town, laid once. */
export function streetsOf(town: Town): Streets {
  let streets = known.get(town)
  if (!streets) {
    streets = new Streets(town)
    known.set(town, streets)
  }
  return streets
}
