import { along, apart, lengthOf, type Placed, type Point } from './plane.ts'
import type { Streets } from './streets.ts'

/** Whoever is this near is there. */
export const THERE_METRES = 30

/** Where a courier was seen. */
export type Fix = { id: string; at: Point; heading: number | null; seenAt: string }

/**
 * What is drawn between two fixes: from where the courier is shown to where they were seen. It never
 * goes on beyond what was seen.
 */
export type Ride = { fix: Fix; course: readonly Point[]; metres: number; beginsMs: number; lastsMs: number }

/** A courier who was not seen for so long stands still on the map, and it says since when. */
export const UNSEEN_AFTER_MS = 10_000
/** After a gap in what was seen, or as the first of it: not long enough to make somebody wait. */
const CATCH_UP_MS = 700
/** The shortest glide: fixes that come faster are still seen as motion. */
const GLIDE_MIN_MS = 300
/** Shorter than this is no ride but the uncertainty of a fix. */
const RIDE_MIN_METRES = 0.5
/** So short a stretch is within one street. */
const STRAIGHT_MAX_METRES = 12

export function isUnseen(seenAt: string, now: number): boolean {
  return now - Date.parse(seenAt) > UNSEEN_AFTER_MS
}

/** Where the courier of a ride is shown at a time. */
export function placeOn(ride: Ride, nowMs: number): Placed {
  const share = ride.lastsMs <= 0 ? 1 : Math.max(0, Math.min(1, (nowMs - ride.beginsMs) / ride.lastsMs))
  if (share === 1 || ride.course.length < 2) {
    const { at, heading } = ride.fix
    return { ...at, heading: heading ?? along(ride.course, ride.metres).heading }
  }
  const placed = along(ride.course, ride.metres * share)
  return { ...placed, heading: placed.heading ?? ride.fix.heading }
}

export function isOver(ride: Ride, nowMs: number): boolean {
  return nowMs >= ride.beginsMs + ride.lastsMs
}

/** The rides of what is seen now, after the rides before. The same map when nothing has moved. */
export function rideOn(
  rides: ReadonlyMap<string, Ride>,
  fixes: readonly Fix[],
  { streets, nowMs, still }: { streets: Streets | null; nowMs: number; still: boolean },
): ReadonlyMap<string, Ride> {
  const isAsBefore = rides.size === fixes.length && fixes.every((fix) => sameFix(rides.get(fix.id)?.fix, fix))
  if (isAsBefore) return rides
  return new Map(fixes.map((fix) => [fix.id, next(rides.get(fix.id), fix, streets, nowMs, still)]))
}

function sameFix(a: Fix | undefined, b: Fix): boolean {
  return a !== undefined && a.seenAt === b.seenAt && a.at.x === b.at.x && a.at.y === b.at.y && a.heading === b.heading
}

function next(before: Ride | undefined, fix: Fix, streets: Streets | null, nowMs: number, still: boolean): Ride {
  const standing = { fix, course: [fix.at], metres: 0, beginsMs: nowMs, lastsMs: 0 }
  if (!before || still) return standing
  if (sameFix(before.fix, fix)) return before
  const { x, y } = placeOn(before, nowMs)
  const from = { x, y }
  if (apart(from, fix.at) < RIDE_MIN_METRES) return standing
  const course = courseBetween(from, fix.at, streets)
  const seenApartMs = Date.parse(fix.seenAt) - Date.parse(before.fix.seenAt)
  const isSteady = seenApartMs > 0 && seenApartMs <= UNSEEN_AFTER_MS
  return { fix, course, metres: lengthOf(course), beginsMs: nowMs, lastsMs: isSteady ? Math.max(GLIDE_MIN_MS, seenApartMs) : CATCH_UP_MS }
}

/** Along streets and not through houses, unless that would be a way round that nobody rides. */
function courseBetween(from: Point, to: Point, streets: Streets | null): Point[] {
  const straight = apart(from, to)
  if (!streets || straight <= STRAIGHT_MAX_METRES) return [from, to]
  const way = streets.way(from, to)
  return lengthOf(way) < straight * 2 + 120 ? way : [from, to]
}
