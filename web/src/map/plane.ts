/** The town's plane: metres, `x` to the east and `y` to the south. */
export type Point = { x: number; y: number }

export function apart(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}

/** The point that is a share of the way from one to another. */
export function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

export function lengthOf(course: readonly Point[]): number {
  let metres = 0
  for (const [index, point] of course.entries()) {
    const before = course[index - 1]
    if (before) metres += apart(before, point)
  }
  return metres
}

/** Degrees from north, clockwise. */
export function headingFrom(a: Point, b: Point): number {
  return (Math.atan2(b.x - a.x, a.y - b.y) * 180) / Math.PI
}

/** Where one is on a segment that is nearest to a point, as a share of it. */
export function footOn(a: Point, b: Point, point: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const square = dx * dx + dy * dy
  if (square === 0) return 0
  return Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / square))
}

export type Placed = Point & { heading: number | null }

/** Where one is after some metres of a course, and which way one looks there. */
export function along(course: readonly Point[], metres: number): Placed {
  let left = metres
  let last: Placed = { ...(course[0] ?? { x: 0, y: 0 }), heading: null }
  for (const [index, to] of course.entries()) {
    const from = course[index - 1]
    if (!from) continue
    const stretch = apart(from, to)
    if (stretch === 0) continue
    const heading = headingFrom(from, to)
    if (left <= stretch) return { ...between(from, to, Math.max(0, left) / stretch), heading }
    left -= stretch
    last = { ...to, heading }
  }
  return last
}

/** How many metres of a course are behind whoever is at a point on it, or beside it. */
export function metresTo(course: readonly Point[], point: Point): number {
  let gone = 0
  let best = { away: Number.POSITIVE_INFINITY, metres: 0 }
  for (const [index, to] of course.entries()) {
    const from = course[index - 1]
    if (!from) continue
    const share = footOn(from, to, point)
    const away = apart(between(from, to, share), point)
    const stretch = apart(from, to)
    // Of two stretches that are as near, the later: whoever comes back the same street is on the way back.
    if (away <= best.away + 0.5) best = { away: Math.min(away, best.away), metres: gone + stretch * share }
    gone += stretch
  }
  return best.metres
}

/** A course as the `d` of an SVG path. */
export function path(course: readonly Point[]): string {
  return course.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
}

export function round(metres: number): number {
  return Math.round(metres * 10) / 10
}
