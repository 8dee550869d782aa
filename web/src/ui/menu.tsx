import type { KeyboardEvent, ReactNode } from 'react'
import { useId, useRef } from 'react'

import { buttonClass, type ButtonKind, type ButtonSize } from './button.tsx'
import { classNames } from './class_names.ts'

export type MenuItem = { label: string; icon?: ReactNode; onChoose: () => void; disabled?: boolean; danger?: boolean }

type MenuProps = { label: string; items: readonly MenuItem[]; children: ReactNode; kind?: ButtonKind; size?: ButtonSize; className?: string }

/** A menu button on the platform's popover: Escape and a click elsewhere close it. */
export function Menu({ label, items, children, kind = 'quiet', size = 'medium', className }: MenuProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const place = () => {
    if (!menu.current || !button.current) return
    const at = button.current.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = menu.current
    const below = at.bottom + 4 + height < innerHeight
    menu.current.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`
    menu.current.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`
    menu.current.querySelector<HTMLElement>('[role=menuitem]:not(:disabled)')?.focus()
  }
  const go = (event: KeyboardEvent) => {
    const all = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)') ?? [])]
    const now = all.findIndex((item) => item === document.activeElement)
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    all[(to + all.length) % all.length]?.focus()
  }
  return (
    <>
      <button ref={button} type="button" popoverTarget={id} aria-haspopup="menu" aria-label={label} title={label} className={classNames(buttonClass(kind, size), className)}>
        {children}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        onToggle={(event) => event.newState === 'open' && place()}
        onKeyDown={go}
        className="fixed m-0 min-w-44 rounded-md border border-line bg-raised p-1 text-ink shadow-high"
      >
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            disabled={item.disabled}
            onClick={() => {
              menu.current?.hidePopover()
              item.onChoose()
            }}
            className={classNames(
              'flex min-h-9 w-full items-center gap-2.5 rounded-sm px-3 text-left text-sm font-medium hover:bg-ink/7 focus-visible:bg-ink/7 disabled:opacity-50',
              item.danger && 'text-chili',
            )}
          >
            {item.icon}
            {item.label}
          </button>
        ))}
      </div>
    </>
  )
}
