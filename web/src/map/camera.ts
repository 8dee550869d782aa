import type { KeyboardEvent, PointerEvent, RefObject } from 'react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'

import { useGliding } from './motion.ts'
import { apart, type Point } from './plane.ts'
import { type Box, boxAround, isStillGood, mixed, panned, pointAt, type Size, type View, viewOf, zoomed } from './view.ts'

/** So long a view glides to where it was told to, or where the courier has gone. */
const GLIDE_MS = 600
const ZOOM_STEP = 1.6
const WHEEL_ZOOM_A_PIXEL = 0.0016
/** How far an arrow key moves the map, in pixels. */
const KEY_PAN = 80
/** A finger that stays within so many pixels points at a place; one that goes further moves the map. */
const TAP_PIXELS = 8

/** Where somebody has moved the map to; by hand it is there at once, by a button it glides. */
type Chosen = { view: View; glides: boolean }

export type Camera = {
  view: View
  /** Nobody has moved the map: it keeps in sight what it is about. */
  isFollowing: boolean
  zoom: (direction: 'in' | 'out') => void
  showAll: () => void
  follow: () => void
  onKeyDown: (event: KeyboardEvent) => void
  onPointerDown: (event: PointerEvent<HTMLElement>) => void
  onPointerMove: (event: PointerEvent<HTMLElement>) => void
  onPointerUp: (event: PointerEvent<HTMLElement>) => void
  onPointerCancel: (event: PointerEvent<HTMLElement>) => void
}

type Wish = {
  frame: RefObject<HTMLElement | null>
  size: Size
  extent: Box
  focus: readonly Point[]
  onPoint?: ((at: Point) => void) | undefined
  still: boolean
}

/** What of the town is seen: it follows `focus` until somebody moves the map, by wheel, drag, pinch, keys or buttons. */
export function useCamera({ frame, size, extent, focus, onPoint, still }: Wish): Camera {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const followed = useFollowed(focus, extent, size)
  const target = chosen?.view ?? followed
  const atOnce = still || chosen?.glides === false
  const view = useGliding(target, mixed, GLIDE_MS, atOnce)
  const pointers = useRef(new Map<number, Point>())
  const pressed = useRef<Point | null>(null)

  const zoomAt = (factor: number, pixel: Point, glides: boolean) => {
    const from = chosen?.view ?? view
    setChosen({ view: zoomed(from, factor, pointAt(from, size, pixel), extent, size), glides })
  }
  const middle = { x: size.width / 2, y: size.height / 2 }
  const pixelOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const at = frame.current?.getBoundingClientRect()
    return { x: clientX - (at?.left ?? 0), y: clientY - (at?.top ?? 0) }
  }

  const wheel = useEffectEvent((event: WheelEvent) => {
    const pageScrolls = document.documentElement.scrollHeight > innerHeight + 1
    const isMeant = event.ctrlKey || event.metaKey || !pageScrolls || frame.current?.contains(document.activeElement) === true
    if (!isMeant) return
    event.preventDefault()
    zoomAt(Math.exp(event.deltaY * WHEEL_ZOOM_A_PIXEL * (event.ctrlKey ? 4 : 1)), pixelOf(event), false)
  })
  useEffect(() => {
    // React listens to the wheel without being able to keep the page from scrolling.
    const element = frame.current
    element?.addEventListener('wheel', wheel, { passive: false })
    return () => element?.removeEventListener('wheel', wheel)
  }, [frame])

  const moves: Record<string, () => View> = {
    ArrowLeft: () => panned(target, -KEY_PAN, 0, extent),
    ArrowRight: () => panned(target, KEY_PAN, 0, extent),
    ArrowUp: () => panned(target, 0, -KEY_PAN, extent),
    ArrowDown: () => panned(target, 0, KEY_PAN, extent),
    '+': () => zoomed(target, 1 / ZOOM_STEP, target, extent, size),
    '=': () => zoomed(target, 1 / ZOOM_STEP, target, extent, size),
    '-': () => zoomed(target, ZOOM_STEP, target, extent, size),
  }

  return {
    view,
    isFollowing: chosen === null,
    zoom: (direction) => zoomAt(direction === 'in' ? 1 / ZOOM_STEP : ZOOM_STEP, middle, true),
    showAll: () => setChosen({ view: viewOf(extent, size, 0), glides: true }),
    follow: () => setChosen(null),
    onKeyDown: (event) => {
      const move = moves[event.key]
      if (event.key === 'Enter' && event.target === event.currentTarget) onPoint?.({ x: target.x, y: target.y })
      if (event.target !== event.currentTarget || (!move && event.key !== '0')) return
      event.preventDefault()
      setChosen(move ? { view: move(), glides: true } : null)
    },
    onPointerDown: (event) => {
      if (event.button !== 0) return
      const at = pixelOf(event)
      pressed.current = pointers.current.size === 0 ? at : null
      pointers.current.set(event.pointerId, at)
    },
    onPointerMove: (event) => {
      const before = pointers.current.get(event.pointerId)
      if (!before) return
      const now = pixelOf(event)
      if (pressed.current && apart(pressed.current, now) > TAP_PIXELS) pressed.current = null
      const others = [...pointers.current].filter(([id]) => id !== event.pointerId)
      const other = others[0]?.[1]
      pointers.current.set(event.pointerId, now)
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) event.currentTarget.setPointerCapture(event.pointerId)
      const from = chosen?.view ?? view
      if (!other) {
        setChosen({ view: panned(from, before.x - now.x, before.y - now.y, extent), glides: false })
        return
      }
      // Two fingers: what is between them goes with them, and grows as they part.
      const spread = apart(before, other) / Math.max(1, apart(now, other))
      const grown = zoomed(from, spread, pointAt(from, size, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }), extent, size)
      setChosen({ view: panned(grown, (before.x - now.x) / 2, (before.y - now.y) / 2, extent), glides: false })
    },
    onPointerUp: (event) => {
      pointers.current.delete(event.pointerId)
      if (!pressed.current) return
      pressed.current = null
      onPoint?.(pointAt(view, size, pixelOf(event)))
    },
    onPointerCancel: (event) => {
      pointers.current.delete(event.pointerId)
      pressed.current = null
    },
  }
}

/** What is followed stays clear of the buttons at the right. */
const BUTTONS = 56

/** The view that keeps points in sight, which stays where it is for as long as it does. */
function useFollowed(points: readonly Point[], extent: Box, size: Size): View {
  const [kept, setKept] = useState<{ view: View; size: Size } | null>(null)
  const box = boxAround(points)
  const wanted = box ? besideButtons(box, size) : viewOf(extent, size, 0)
  if (kept && kept.size === size && isStillGood(kept.view, wanted, points, size)) return kept.view
  setKept({ view: wanted, size })
  return wanted
}

function besideButtons(box: Box, { width, height }: Size): View {
  const view = viewOf(box, { width: Math.max(width - BUTTONS, width / 2), height })
  return { ...view, x: view.x + (BUTTONS / 2) * view.metresAPixel }
}
