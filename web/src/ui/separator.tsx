import type { KeyboardEvent, PointerEvent } from 'react'

import { classNames } from './class_names.ts'

type SeparatorProps = {
  label: string
  /** `vertical`: between what is to the left and to the right. */
  orientation: 'vertical' | 'horizontal'
  /** The size, in pixels, of what is after it. */
  size: number
  min: number
  max: number
  onChange: (size: number) => void
  className?: string
}

const STEP = 24

/** The line between two parts of a screen, which moves: by a pointer, or by arrow keys as the ARIA authoring practices have it. */
export function Separator({ label, orientation, size, min, max, onChange, className }: SeparatorProps) {
  const isVertical = orientation === 'vertical'
  const change = (to: number) => onChange(Math.round(Math.min(max, Math.max(min, to))))
  const key = (event: KeyboardEvent) => {
    const to = { [isVertical ? 'ArrowLeft' : 'ArrowUp']: size + STEP, [isVertical ? 'ArrowRight' : 'ArrowDown']: size - STEP, Home: max, End: min }[event.key]
    if (to === undefined) return
    event.preventDefault()
    change(to)
  }
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    const line = event.currentTarget
    const from = isVertical ? event.clientX : event.clientY
    const move = (moved: globalThis.PointerEvent) => change(size + from - (isVertical ? moved.clientX : moved.clientY))
    const end = () => {
      line.removeEventListener('pointermove', move)
      line.removeEventListener('lostpointercapture', end)
    }
    line.setPointerCapture(event.pointerId)
    line.addEventListener('pointermove', move)
    line.addEventListener('lostpointercapture', end)
  }
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      onKeyDown={key}
      onPointerDown={drag}
      className={classNames(
        'relative z-1 shrink-0 touch-none bg-line transition-colors hover:bg-river focus-visible:bg-river',
        'after:absolute after:content-[""]',
        isVertical ? 'w-px cursor-col-resize after:inset-y-0 after:-inset-x-1.5' : 'h-px cursor-row-resize after:inset-x-0 after:-inset-y-1.5',
        className,
      )}
    />
  )
}
