import { apart, between, path, type Point, round } from './plane.ts'
import { nodesOf, pairs } from './streets.ts'
import type { Area, AreaKind, Course, Town } from './town.ts'
import type { Box } from './view.ts'

/** How the town looks, as paths: what a browser draws once and moves many times. */
export type Drawing = {
  extent: Box
  areas: readonly { kind: AreaKind; d: string }[]
  bridges: string
  /** Each street by itself, so that those out of sight are not drawn. */
  roads: Record<RoadKind, readonly string[]>
  avenueNames: readonly Name[]
  streetNames: readonly Name[]
  areaNames: readonly (Name & { kind: AreaKind })[]
}
export type RoadKind = 'avenue' | 'street' | 'lane'
export type Name = { text: string; x: number; y: number; turn: number }

/** Metres of land around the streets. */
const MARGIN = 90
/** The shortest stretch of street that bears its name, in metres for each letter. */
const METRES_A_LETTER = 12
/** A name is on the street again after so many metres. */
const NAME_AGAIN_METRES = 520
/** A name does not leave the street that it is written on. */
const STRAIGHTNESS_MIN = 0.99
/** Water with more corners than this is a river: one bank goes there, the other comes back. */
const RIVER_CORNERS_MIN = 40
/** How far a river goes on where the town ends. */
const RIVER_ON_METRES = 4_000

const known = new WeakMap<Town, Drawing>()

export function drawingOf(town: Town): Drawing {
  let drawing = known.get(town)
  if (!drawing) {
    drawing = draw(town)
    known.set(town, drawing)
  }
  return drawing
}

function draw(town: Town): Drawing {
  const nodes = nodesOf(town)
  const course = (numbers: readonly number[]) => numbers.flatMap((number) => nodes[number] ?? [])
  const roads = (courses: readonly Course[]) => courses.map(([, numbers]) => path(course(numbers)))
  const names = (courses: readonly Course[]) => courses.flatMap(([name, numbers]) => namesAlong(name, course(numbers)))
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)]
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN]
  return {
    extent: { left, top, width: Math.max(...xs) + MARGIN - left, height: Math.max(...ys) + MARGIN - top },
    areas: town.areas.flatMap((area) => outlines(area)),
    bridges: town.bridges.map((bridge) => path(course(bridge.nodes))).join(''),
    roads: { avenue: roads(town.avenues), street: roads(town.streets), lane: roads(town.lanes) },
    avenueNames: names(town.avenues),
    streetNames: names([...town.streets, ...town.lanes]),
    areaNames: town.areas.flatMap((area, index) => nameWithin(area, town.areas.slice(index + 1)) ?? []),
  }
}

function outlines({ kind, outline }: Area): { kind: AreaKind; d: string }[] {
  const corners = pairs(outline)
  const shape = { kind, d: smooth(corners) }
  return isRiver(kind, corners) ? [...riverEnds(corners).map((end) => ({ kind, d: `${path(end)}Z` })), shape] : [shape]
}

function isRiver(kind: AreaKind, corners: readonly Point[]): boolean {
  return kind === 'water' && corners.length > RIVER_CORNERS_MIN
}

/** An outline through the middles of its sides, with its corners rounded; of few corners, as it is. */
function smooth(corners: readonly Point[]): string {
  const [first, last] = [corners[0], corners.at(-1)]
  if (!first || !last || corners.length < 8) return `${path(corners)}Z`
  const start = between(last, first, 0.5)
  let d = `M${round(start.x)} ${round(start.y)}`
  for (const [index, corner] of corners.entries()) {
    const end = between(corner, corners[index + 1] ?? first, 0.5)
    d += `Q${round(corner.x)} ${round(corner.y)} ${round(end.x)} ${round(end.y)}`
  }
  return `${d}Z`
}

/** The river beyond both ends of its outline, which are between the first corner and the last, and in the middle. */
function riverEnds(corners: readonly Point[]): Point[][] {
  const half = corners.length / 2
  const ends: [here: number, across: number, before: number][] = [
    [2, corners.length - 3, 4],
    [half - 3, half + 2, half - 5],
  ]
  return ends.flatMap(([here, across, before]) => {
    const [p, q, from] = [corners[here], corners[across], corners[before]]
    if (!p || !q || !from) return []
    const far = RIVER_ON_METRES / apart(from, p)
    const on = ({ x, y }: Point) => ({ x: x + (p.x - from.x) * far, y: y + (p.y - from.y) * far })
    return [[p, q, on(q), on(p)]]
  })
}

/** The name of a street along it, on stretches that it fits and that are straight, some way apart. */
function namesAlong(text: string, course: readonly Point[]): Name[] {
  const wanted = text.length * METRES_A_LETTER
  const names: Name[] = []
  let gone = 0
  let lastAt = Number.NEGATIVE_INFINITY
  for (const [start, from] of course.entries()) {
    const before = course[start - 1]
    if (before) gone += apart(before, from)
    if (gone - lastAt < NAME_AGAIN_METRES) continue
    const stretch = stretchFrom(course, start, wanted)
    if (!stretch || stretch.straightness < STRAIGHTNESS_MIN) continue
    lastAt = gone
    // Read from the left to the right.
    const [left, right] = from.x <= stretch.to.x ? [from, stretch.to] : [stretch.to, from]
    names.push({ text, ...between(left, right, 0.5), turn: degrees(right.y - left.y, right.x - left.x) })
  }
  return names
}

/** The stretch of at least so many metres that begins at a point of a course. */
function stretchFrom(course: readonly Point[], start: number, wanted: number): { to: Point; straightness: number } | null {
  const from = course[start]
  let metres = 0
  for (let index = start + 1; index < course.length; index++) {
    const [before, to] = [course[index - 1], course[index]]
    if (!from || !before || !to) return null
    metres += apart(before, to)
    if (metres >= wanted) return { to, straightness: apart(from, to) / metres }
  }
  return null
}

/** The name of an area, unless what lies upon it, as a lake in a park, has the place of its name. */
function nameWithin({ name, kind, outline }: Area, above: readonly Area[]): (Name & { kind: AreaKind }) | null {
  const corners = pairs(outline)
  if (isRiver(kind, corners)) {
    const at = Math.floor((corners.length * 13) / 48)
    const [here, across, further] = [corners[at], corners[corners.length - 1 - at], corners[at + 1]]
    if (!here || !across || !further) return null
    return { text: name, kind, ...between(here, across, 0.5), turn: degrees(here.y - further.y, here.x - further.x) }
  }
  const sum = corners.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 })
  const middle = { x: round(sum.x / corners.length), y: round(sum.y / corners.length) }
  if (above.some((area) => isInside(middle, pairs(area.outline)))) return null
  return { text: name, kind, ...middle, turn: 0 }
}

function degrees(y: number, x: number): number {
  return Math.round((Math.atan2(y, x) * 180) / Math.PI)
}

function isInside({ x, y }: Point, outline: readonly Point[]): boolean {
  let inside = false
  for (const [index, a] of outline.entries()) {
    const b = outline.at(index - 1)
    if (b && a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}
