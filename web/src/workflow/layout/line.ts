import type { Point } from './scope.ts'
import { CORNER } from './sizes.ts'

/** A line along straight stretches as a path with round corners, for `<path d>`; and how long it is. */
export function pathThrough(points: readonly Point[]): { path: string; length: number } {
  const [first, ...rest] = points
  const last = rest.pop()
  if (!first || !last) return { path: '', length: 0 }
  let path = `M${at(first)}`
  let length = 0
  let before = first
  rest.forEach((corner, index) => {
    const next = rest[index + 1] ?? last
    const radius = Math.min(CORNER, distance(before, corner) / (index === 0 ? 1 : 2), distance(corner, next) / (index === rest.length - 1 ? 1 : 2))
    const enter = towards(corner, before, radius)
    const leave = towards(corner, next, radius)
    const isRight = (corner.x - before.x) * (next.y - corner.y) - (corner.y - before.y) * (next.x - corner.x) > 0
    path += `L${at(enter)}A${round(radius)},${round(radius)} 0 0 ${isRight ? 1 : 0} ${at(leave)}`
    length += distance(before, corner) - 2 * radius + (Math.PI / 2) * radius
    before = corner
  })
  return { path: `${path}L${at(last)}`, length: round(length + distance(before, last)) }
}

function at(point: Point): string {
  return `${round(point.x)},${round(point.y)}`
}

function towards(from: Point, to: Point, by: number): Point {
  const whole = distance(from, to) || 1
  return { x: from.x + ((to.x - from.x) * by) / whole, y: from.y + ((to.y - from.y) * by) / whole }
}

/** Of two points on one straight stretch. */
function distance(one: Point, other: Point): number {
  return Math.abs(one.x - other.x) + Math.abs(one.y - other.y)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
