import { type PointerEvent as ReactPointerEvent, type RefObject, useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'

/** What part of a picture is seen: a point of the picture `(x, y)` is at `x * scale + left`. */
export type Viewport = { left: number; top: number; scale: number }

const SCALE_MIN = 0.15
const SCALE_MAX = 2
const STEP = 1.25
/** A picture that would be smaller than this is shown in part instead. */
const READABLE = 0.75
const MARGIN = 24

type Box = { x: number; y: number; width: number; height: number }

export type Viewing = {
  viewport: Viewport
  frame: RefObject<HTMLDivElement | null>
  zoomIn: () => void
  zoomOut: () => void
  fit: () => void
  /** Moves the picture just so far that the box is in view. */
  reveal: (box: Box) => void
  onPointerDown: (event: ReactPointerEvent) => void
}

/** Zooming and moving a picture of the size given; it begins with all of it, or with `interest` where all would be too small to read. */
export function useViewport(size: { width: number; height: number }, interest: Box | null): Viewing {
  const frame = useRef<HTMLDivElement>(null)
  const [viewport, setViewport] = useState<Viewport>({ left: 0, top: 0, scale: 1 })
  const { width, height } = size

  const fitted = useCallback((): Viewport | null => {
    const box = frame.current?.getBoundingClientRect()
    if (!box || box.width === 0) return null
    const scale = Math.max(SCALE_MIN, Math.min(1, (box.width - 2 * MARGIN) / width, (box.height - 2 * MARGIN) / height))
    return { scale, left: (box.width - width * scale) / 2, top: Math.max(MARGIN, (box.height - height * scale) / 2) }
  }, [width, height])

  const begin = useEffectEvent(() => {
    const whole = fitted()
    const box = frame.current?.getBoundingClientRect()
    if (!whole || !box) return
    if (whole.scale >= READABLE || !interest) return setViewport(whole)
    const scale = Math.min(1, Math.max(READABLE, whole.scale))
    const middle = { x: interest.x + interest.width / 2, y: interest.y + interest.height / 2 }
    const fitsAcross = width * scale <= box.width
    const lowest = Math.min(MARGIN, box.height - MARGIN - height * scale)
    setViewport({
      scale,
      left: fitsAcross ? (box.width - width * scale) / 2 : box.width / 2 - middle.x * scale,
      top: Math.max(lowest, Math.min(MARGIN, box.height / 2 - middle.y * scale)),
    })
  })
  useLayoutEffect(() => begin(), [width, height])

  // When what is beside the frame takes room or gives it, the middle stays the middle.
  useEffect(() => {
    const element = frame.current
    if (!element) return
    let before = element.clientWidth
    const watch = new ResizeObserver(() => {
      const by = (element.clientWidth - before) / 2
      before = element.clientWidth
      if (by !== 0) setViewport((now) => ({ ...now, left: now.left + by }))
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [])

  const zoomAt = useCallback((factor: number, x: number, y: number) => {
    setViewport((now) => {
      const scale = Math.min(SCALE_MAX, Math.max(SCALE_MIN, now.scale * factor))
      const by = scale / now.scale
      return { scale, left: x - (x - now.left) * by, top: y - (y - now.top) * by }
    })
  }, [])
  const zoomMiddle = (factor: number) => {
    const box = frame.current?.getBoundingClientRect()
    if (box) zoomAt(factor, box.width / 2, box.height / 2)
  }

  useEffect(() => {
    const element = frame.current
    if (!element) return
    // Plain scrolling is the page's; with Ctrl, or two fingers on a pad, it is the picture's.
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const box = element.getBoundingClientRect()
      zoomAt(Math.exp(-event.deltaY / 250), event.clientX - box.left, event.clientY - box.top)
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [zoomAt])

  const onPointerDown = (event: ReactPointerEvent) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return
    const element = frame.current
    if (!element) return
    let { clientX: x, clientY: y } = event
    const move = (moved: PointerEvent) => {
      const by = { x: moved.clientX - x, y: moved.clientY - y }
      x = moved.clientX
      y = moved.clientY
      setViewport((now) => ({ ...now, left: now.left + by.x, top: now.top + by.y }))
    }
    const end = () => {
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', end)
      element.removeEventListener('pointercancel', end)
    }
    element.setPointerCapture(event.pointerId)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', end)
    element.addEventListener('pointercancel', end)
  }

  return {
    viewport,
    frame,
    zoomIn: () => zoomMiddle(STEP),
    zoomOut: () => zoomMiddle(1 / STEP),
    fit: () => {
      const whole = fitted()
      if (whole) setViewport(whole)
    },
    reveal: (box) => {
      const seen = frame.current?.getBoundingClientRect()
      if (!seen) return
      setViewport((now) => {
        const shift = (from: number, length: number, room: number) => {
          if (length > room - 2 * MARGIN || from < MARGIN) return MARGIN - from
          return from + length > room - MARGIN ? room - MARGIN - from - length : 0
        }
        const left = shift(box.x * now.scale + now.left, box.width * now.scale, seen.width)
        const top = shift(box.y * now.scale + now.top, box.height * now.scale, seen.height)
        return left === 0 && top === 0 ? now : { ...now, left: now.left + left, top: now.top + top }
      })
    },
    onPointerDown,
  }
}
