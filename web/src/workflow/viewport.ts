import { type PointerEvent as ReactPointerEvent, type RefCallback, useEffectEvent, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react'

/** What part of a picture is seen: a point of the picture `(x, y)` is at `x * scale + left`. */
export type Viewport = { left: number; top: number; scale: number }

export type Box = { x: number; y: number; width: number; height: number }

const SCALE_MIN = 0.1
const SCALE_MAX = 2
const STEP = 1.25
/** A picture that would be smaller than this is shown in part instead. */
const READABLE = 0.75
const MARGIN = 24

/** What is drawn reaches so far beyond what is seen, and is thought over only when a step of that size was made. */
const CELL = 256

/** What a wheel does without Ctrl: scroll the page around the picture, or move the picture. */
export type Wheel = 'scrolls' | 'moves'

/**
 * Zooming and moving a picture. It is not in React's state: moving a picture draws nothing anew, it only shifts what is
 * drawn. Whoever draws by what is seen subscribes.
 */
export class Viewing {
  #now: Viewport = { left: 0, top: 0, scale: 1 }
  #frame: HTMLElement | null = null
  #layer: HTMLElement | null = null
  readonly #wheel: Wheel
  readonly #listeners = new Set<() => void>()
  /** Of the frame. */
  #size = { width: 0, height: 0 }
  /** What is to be shown first, when there is room for it. */
  #awaited: (() => void) | null = null
  /** Where each finger is that moves the picture: with two of them it zooms. */
  readonly #fingers = new Map<number, { x: number; y: number }>()

  constructor(wheel: Wheel) {
    this.#wheel = wheel
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly now = (): Viewport => this.#now

  /** The element in which the picture is seen. */
  readonly frame: RefCallback<HTMLElement> = (element) => {
    this.#frame = element
    if (!element) return
    const wheel = (event: WheelEvent) => this.#onWheel(event)
    element.addEventListener('wheel', wheel, { passive: false })
    this.#size = { width: element.clientWidth, height: element.clientHeight }
    // When what is beside the frame takes room or gives it, the middle stays the middle.
    const watch = new ResizeObserver(() => {
      const before = this.#size
      this.#size = { width: element.clientWidth, height: element.clientHeight }
      if (this.#size.width === 0) return
      if (this.#awaited) this.#awaited()
      else this.panBy(before.width === 0 ? 0 : (this.#size.width - before.width) / 2, 0)
    })
    watch.observe(element)
    return () => {
      element.removeEventListener('wheel', wheel)
      watch.disconnect()
      this.#frame = null
    }
  }

  /** The element that holds the picture. */
  readonly layer: RefCallback<HTMLElement> = (element) => {
    this.#layer = element
    this.#shift()
  }

  get size(): { width: number; height: number } {
    return this.#size
  }

  /** Where the frame is in the window. Asking lays the page out anew: where its size is enough, that is asked. */
  get room(): DOMRect | null {
    const box = this.#frame?.getBoundingClientRect()
    return box && box.width > 0 ? box : null
  }

  get #seen(): { width: number; height: number } | null {
    return this.#frame && this.#size.width > 0 ? this.#size : null
  }

  show(viewport: Viewport): void {
    this.#now = viewport
    this.#shift()
    for (const tell of this.#listeners) tell()
  }

  panBy(x: number, y: number): void {
    const { left, top, scale } = this.#now
    this.show({ left: left + x, top: top + y, scale })
  }

  /** By a factor, about a point of the frame. */
  zoomAt(factor: number, x: number, y: number): void {
    const { left, top, scale: before } = this.#now
    const scale = Math.min(SCALE_MAX, Math.max(SCALE_MIN, before * factor))
    const by = scale / before
    this.show({ scale, left: x - (x - left) * by, top: y - (y - top) * by })
  }

  readonly zoomIn = (): void => this.#zoomMiddle(STEP)
  readonly zoomOut = (): void => this.#zoomMiddle(1 / STEP)

  fit(size: { width: number; height: number }): void {
    const whole = this.#whole(size)
    if (whole) this.show(whole)
  }

  /** All of the picture, or the part around what is of interest where all would be too small to read. */
  begin({ width, height }: { width: number; height: number }, interest: Box | null): void {
    const whole = this.#whole({ width, height })
    const room = this.#seen
    this.#awaited = room ? null : () => this.begin({ width, height }, interest)
    if (!whole || !room) return
    if (whole.scale >= READABLE || !interest) return this.show(whole)
    const scale = Math.min(1, Math.max(READABLE, whole.scale))
    const middle = middleOf(interest)
    const fitsAcross = width * scale <= room.width
    const lowest = Math.min(MARGIN, room.height - MARGIN - height * scale)
    this.show({
      scale,
      left: fitsAcross ? (room.width - width * scale) / 2 : room.width / 2 - middle.x * scale,
      top: Math.max(lowest, Math.min(MARGIN, room.height / 2 - middle.y * scale)),
    })
  }

  /** Moves the picture just so far that the box is in view. */
  reveal(box: Box): void {
    const room = this.#seen
    if (!room) return
    const { left, top, scale } = this.#now
    const shift = (from: number, length: number, within: number) => {
      if (length > within - 2 * MARGIN || from < MARGIN) return MARGIN - from
      return from + length > within - MARGIN ? within - MARGIN - from - length : 0
    }
    const x = shift(box.x * scale + left, box.width * scale, room.width)
    const y = shift(box.y * scale + top, box.height * scale, room.height)
    if (x !== 0 || y !== 0) this.panBy(x, y)
  }

  /** Moves the picture so that the point is in the middle. */
  centre({ x, y }: { x: number; y: number }): void {
    const room = this.#seen
    const { scale } = this.#now
    if (room) this.show({ scale, left: room.width / 2 - x * scale, top: room.height / 2 - y * scale })
  }

  /** To a box, which is then in the middle and large enough to be read. */
  goTo(box: Box): void {
    this.#now = { ...this.#now, scale: Math.max(this.#now.scale, READABLE) }
    this.centre(middleOf(box))
  }

  /** A point of the window as one of the picture. */
  pointAt(clientX: number, clientY: number): { x: number; y: number } {
    const { left, top, scale } = this.#now
    const room = this.room
    return { x: (clientX - (room?.left ?? 0) - left) / scale, y: (clientY - (room?.top ?? 0) - top) / scale }
  }

  /** Moves the picture with the pointer until it is let go; a second finger zooms. Told whether it moved at all. */
  grab(event: PointerEvent, onEnd?: (hasMoved: boolean) => void): void {
    const frame = this.#frame
    if (!frame) return
    let hasMoved = false
    const { pointerId } = event
    this.#fingers.set(pointerId, { x: event.clientX, y: event.clientY })
    const move = (moved: PointerEvent) => {
      const from = this.#fingers.get(moved.pointerId)
      if (moved.pointerId !== pointerId || !from) return
      const to = { x: moved.clientX, y: moved.clientY }
      const other = [...this.#fingers].find(([id]) => id !== pointerId)?.[1]
      hasMoved ||= Math.hypot(to.x - from.x, to.y - from.y) > 0
      if (other) this.#pinch(from, to, other)
      else this.panBy(to.x - from.x, to.y - from.y)
      this.#fingers.set(pointerId, to)
    }
    const end = (ended: PointerEvent) => {
      // What the finger came down on loses it to the frame.
      if (ended.pointerId !== pointerId || ended.target !== frame) return
      this.#fingers.delete(pointerId)
      frame.removeEventListener('pointermove', move)
      frame.removeEventListener('lostpointercapture', end)
      onEnd?.(hasMoved)
    }
    frame.setPointerCapture(pointerId)
    frame.addEventListener('pointermove', move)
    frame.addEventListener('lostpointercapture', end)
  }

  /** For a picture whose states are buttons and whose rest moves it. */
  readonly onPointerDown = (event: ReactPointerEvent): void => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return
    this.grab(event.nativeEvent)
  }

  #pinch(from: { x: number; y: number }, to: { x: number; y: number }, other: { x: number; y: number }): void {
    const room = this.room
    const before = Math.hypot(from.x - other.x, from.y - other.y)
    if (!room || before === 0) return
    this.panBy((to.x - from.x) / 2, (to.y - from.y) / 2)
    this.zoomAt(Math.hypot(to.x - other.x, to.y - other.y) / before, (to.x + other.x) / 2 - room.left, (to.y + other.y) / 2 - room.top)
  }

  #onWheel(event: WheelEvent): void {
    const zooms = event.ctrlKey || event.metaKey
    if (!zooms && this.#wheel === 'scrolls') return
    event.preventDefault()
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
    const room = zooms ? this.room : null
    if (room) this.zoomAt(Math.exp((-event.deltaY * unit) / 250), event.clientX - room.left, event.clientY - room.top)
    else if (event.shiftKey && event.deltaX === 0) this.panBy(-event.deltaY * unit, 0)
    else this.panBy(-event.deltaX * unit, -event.deltaY * unit)
  }

  #zoomMiddle(factor: number): void {
    const room = this.#seen
    if (room) this.zoomAt(factor, room.width / 2, room.height / 2)
  }

  #whole({ width, height }: { width: number; height: number }): Viewport | null {
    const room = this.#seen
    if (!room) return null
    const scale = Math.max(SCALE_MIN, Math.min(1, (room.width - 2 * MARGIN) / width, (room.height - 2 * MARGIN) / height))
    return { scale, left: (room.width - width * scale) / 2, top: Math.max(MARGIN, (room.height - height * scale) / 2) }
  }

  #shift(): void {
    const { left, top, scale } = this.#now
    if (this.#layer) this.#layer.style.transform = `translate(${left}px, ${top}px) scale(${scale})`
  }
}

/** Zooming and moving a picture of the size given; it begins anew when the size is another. */
export function useViewport(size: { width: number; height: number }, interest: Box | null): Viewing {
  const [viewing] = useState(() => new Viewing('scrolls'))
  const begin = useEffectEvent(() => viewing.begin(size, interest))
  useLayoutEffect(() => begin(), [size.width, size.height])
  return viewing
}

/** About what is seen of a picture: all that is seen is in it, and it is the same box until the picture was moved some way. */
export function useSeen(viewing: Viewing): Box {
  const text = useSyncExternalStore(viewing.subscribe, () => seenText(viewing))
  return useMemo(() => {
    const [x = 0, y = 0, width = 0, height = 0] = text.split(' ').map(Number)
    return { x, y, width, height }
  }, [text])
}

function seenText(viewing: Viewing): string {
  const room = viewing.size
  if (room.width === 0) return '0 0 0 0'
  const { left, top, scale } = viewing.now()
  const cell = CELL / Math.min(1, scale)
  const floor = (value: number) => (Math.floor(value / cell) - 1) * cell
  const ceil = (value: number) => (Math.ceil(value / cell) + 1) * cell
  const x = floor(-left / scale)
  const y = floor(-top / scale)
  return [x, y, ceil((room.width - left) / scale) - x, ceil((room.height - top) / scale) - y].map(Math.round).join(' ')
}

export function middleOf(box: Box): { x: number; y: number } {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
