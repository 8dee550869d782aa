import type { Point } from './plane.ts'

/** What of the plane is seen: its middle, and how many metres one pixel is. */
export type View = { x: number; y: number; metresAPixel: number }
export type Size = { width: number; height: number }
export type Box = { left: number; top: number; width: number; height: number }

/** The closest view: house by house. */
const METRES_A_PIXEL_MIN = 0.35
/** Room around what is shown, in pixels: pins are taller than the points that they mark. */
const PADDING = 56
/** The smallest piece of town that is shown by itself: some streets around, to know where one is. */
const SHOWN_MIN_METRES = 420

export function boxAround(points: readonly Point[]): Box | null {
  if (points.length === 0) return null
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top }
}

/** The view in which all of a box is seen. */
export function viewOf(box: Box, { width, height }: Size, padding: number = PADDING): View {
  const room = { width: Math.max(width - 2 * padding, width / 2, 1), height: Math.max(height - 2 * padding, height / 2, 1) }
  const metresAPixel = Math.max(box.width / room.width, box.height / room.height, SHOWN_MIN_METRES / Math.max(width, height, 1))
  return { x: box.left + box.width / 2, y: box.top + box.height / 2, metresAPixel }
}

/** Closer (less than 1) or further away, while a point stays where it is. */
export function zoomed(view: View, factor: number, at: Point, town: Box, size: Size): View {
  const furthest = viewOf(town, size, 0).metresAPixel
  const metresAPixel = Math.min(furthest, Math.max(METRES_A_PIXEL_MIN, view.metresAPixel * factor))
  const by = metresAPixel / view.metresAPixel
  return within({ x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by, metresAPixel }, town)
}

/** Moved by pixels. */
export function panned(view: View, right: number, down: number, town: Box): View {
  return within({ ...view, x: view.x + right * view.metresAPixel, y: view.y + down * view.metresAPixel }, town)
}

/** The middle of a view does not leave the town. */
function within(view: View, { left, top, width, height }: Box): View {
  return { ...view, x: Math.max(left, Math.min(left + width, view.x)), y: Math.max(top, Math.min(top + height, view.y)) }
}

export function pointAt(view: View, size: Size, pixel: Point): Point {
  return { x: view.x + (pixel.x - size.width / 2) * view.metresAPixel, y: view.y + (pixel.y - size.height / 2) * view.metresAPixel }
}

export function viewBoxOf(view: View, { width, height }: Size): string {
  const [w, h] = [width * view.metresAPixel, height * view.metresAPixel]
  return [view.x - w / 2, view.y - h / 2, w, h].map((value) => value.toFixed(2)).join(' ')
}

/** Pins this close to the edge, in pixels, are about to leave it. */
const EDGE = 40
/** A view that could be so much closer is too far away. */
const TOO_FAR = 1.7

/** Whether a view still shows points well, so that the map need not move under whoever reads it. */
export function isStillGood(view: View, wanted: View, points: readonly Point[], { width, height }: Size): boolean {
  // There is no better one, as on a map too small for its edges.
  if (view.x === wanted.x && view.y === wanted.y && view.metresAPixel === wanted.metresAPixel) return true
  if (points.length === 0) return false
  const [right, down] = [(width / 2 - EDGE) * view.metresAPixel, (height / 2 - EDGE) * view.metresAPixel]
  const areInside = points.every(({ x, y }) => Math.abs(x - view.x) <= right && Math.abs(y - view.y) <= down)
  return areInside && view.metresAPixel <= wanted.metresAPixel * TOO_FAR
}

/** The view that is a share of the way from one to another. */
export function mixed(from: View, to: View, share: number): View {
  const mix = (a: number, b: number) => a + (b - a) * share
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), metresAPixel: mix(from.metresAPixel, to.metresAPixel) }
}
