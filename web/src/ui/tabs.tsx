import type { KeyboardEvent, ReactNode } from 'react'
import { useId } from 'react'

import { classNames } from './class_names.ts'

export type Tab<V extends string> = { value: V; label: ReactNode; count?: number | null }

type TabsProps<V extends string> = {
  label: string
  tabs: readonly Tab<V>[]
  value: V
  onChange: (value: V) => void
  /** What the chosen tab shows. */
  children: ReactNode
  /** What is shown takes the height that is left, and scrolls by itself. */
  fills?: boolean
  className?: string
}

/** Tabs as the ARIA authoring practices have them: one is in the tab order, arrows go on. */
export function Tabs<V extends string>({ label, tabs, value, onChange, children, fills = false, className }: TabsProps<V>) {
  const id = useId()
  const go = (event: KeyboardEvent, index: number) => {
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const tab = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length]
    if (!tab) return
    event.preventDefault()
    onChange(tab.value)
    document.getElementById(`${id}-${tab.value}`)?.focus()
  }
  return (
    <div className={classNames(fills && 'flex min-h-0 flex-1 flex-col', className)}>
      <div role="tablist" aria-label={label} className={classNames('flex gap-1 overflow-x-auto border-b border-line', fills && 'shrink-0 px-2')}>
        {tabs.map((tab, index) => {
          const isChosen = tab.value === value
          return (
            <button
              key={tab.value}
              type="button"
              role="tab"
              id={`${id}-${tab.value}`}
              aria-selected={isChosen}
              aria-controls={`${id}-panel`}
              tabIndex={isChosen ? 0 : -1}
              onClick={() => onChange(tab.value)}
              onKeyDown={(event) => go(event, index)}
              className={classNames(
                '-mb-px flex min-h-10 items-center gap-2 border-b-2 px-3 text-sm font-semibold whitespace-nowrap transition-colors',
                isChosen ? 'border-clay text-ink' : 'border-transparent text-soft hover:text-ink',
              )}
            >
              {tab.label}
              {tab.count === undefined || tab.count === null ? null : <span className="tabular rounded-full bg-sunken px-1.5 text-xs">{tab.count}</span>}
            </button>
          )
        })}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} tabIndex={0} className={fills ? 'relative min-h-0 flex-1 overflow-auto -outline-offset-3' : 'outline-offset-4'}>
        {children}
      </div>
    </div>
  )
}
