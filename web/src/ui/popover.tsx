import type { KeyboardEvent, ReactNode } from 'react'
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'

import { classNames } from './class_names.ts'

/** What a popover stands beside, in the window: an element's box, or a point with no size. */
export type Anchor = { left: number; top: number; right: number; bottom: number }

const GAP = 6
const EDGE = 8

type PopoverProps = {
  label: string
  /** `menu` for a list of things to do; what takes words is a `dialog`. */
  role: 'dialog' | 'menu'
  anchor: Anchor
  onClose: () => void
  onKeyDown?: (event: KeyboardEvent) => void
  className?: string
  children: ReactNode
}

/**
 * Something small beside what it is about, above everything else. Mounted is open. Escape and a press elsewhere close it: the
 * platform's own light dismissal would take the release of the very press that opened it for one.
 */
export function Popover({ label, role, anchor, onClose, onKeyDown, className, children }: PopoverProps) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (!element || element.matches(':popover-open')) return
    element.showPopover()
    const { offsetWidth: width, offsetHeight: height } = element
    const isBelow = anchor.bottom + GAP + height + EDGE < innerHeight || anchor.top < innerHeight - anchor.bottom
    element.style.left = `${Math.max(EDGE, Math.min(anchor.left, innerWidth - width - EDGE))}px`
    element.style.top = `${Math.max(EDGE, isBelow ? Math.min(anchor.bottom + GAP, innerHeight - height - EDGE) : anchor.top - GAP - height)}px`
    element.querySelector<HTMLElement>('[data-first-focus]')?.focus()
  }, [anchor])
  const leave = useEffectEvent((event: Event) => {
    const isInside = event.target instanceof Node && box.current?.contains(event.target)
    if (event instanceof KeyboardEvent ? event.key !== 'Escape' : isInside) return
    if (event instanceof KeyboardEvent) {
      event.preventDefault()
      event.stopPropagation()
    }
    onClose()
  })
  useEffect(() => {
    document.addEventListener('pointerdown', leave, true)
    document.addEventListener('keydown', leave, true)
    return () => {
      document.removeEventListener('pointerdown', leave, true)
      document.removeEventListener('keydown', leave, true)
    }
  }, [])
  return (
    <div
      ref={box}
      popover="manual"
      role={role}
      aria-label={label}
      onKeyDown={onKeyDown}
      className={classNames('fixed m-0 max-w-[calc(100vw-1rem)] animate-fade flex-col overflow-hidden rounded-md border border-line bg-raised p-1 text-ink shadow-high open:flex', role === 'menu' ? 'max-h-[calc(100dvh-1rem)]' : 'max-h-[min(27rem,calc(100dvh-1rem))]', className)}
    >
      {children}
    </div>
  )
}

/** The box of an element, as something to stand beside. */
export function anchorOf(element: Element): Anchor {
  const { left, top, right, bottom } = element.getBoundingClientRect()
  return { left, top, right, bottom }
}
