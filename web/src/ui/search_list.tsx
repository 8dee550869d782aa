import { Search } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useId, useState } from 'react'

import { classNames } from './class_names.ts'

export type SearchGroup<Item> = { label: string; items: readonly Item[] }

type SearchListProps<Item> = {
  /** Of the field, and of what it finds. */
  label: string
  /** What there is for the words entered, in groups that are named where there are several. */
  find: (words: string) => readonly SearchGroup<Item>[]
  keyOf: (item: Item) => string
  render: (item: Item) => ReactNode
  onChoose: (item: Item) => void
  /** Told whenever others are looked for: where what is found comes from elsewhere. */
  onWords?: (words: string) => void
  none: string
  className?: string
}

/** A field and what it finds, as a combobox of the ARIA authoring practices: the focus stays in the field, arrows choose. */
export function SearchList<Item>({ label, find, keyOf, render, onChoose, onWords, none, className }: SearchListProps<Item>) {
  const id = useId()
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const groups = find(words).filter((group) => group.items.length > 0)
  const all = groups.flatMap((group) => group.items)
  const active = Math.min(at, all.length - 1)
  const optionId = (index: number) => `${id}-${index}`
  const go = (to: number) => {
    setAt(to)
    document.getElementById(optionId(to))?.scrollIntoView({ block: 'nearest' })
  }
  const key = (event: KeyboardEvent) => {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: Math.min(active + 8, all.length - 1), PageUp: Math.max(active - 8, 0) }[event.key]
    const item = all[active]
    if (event.key === 'Enter' && item && !event.nativeEvent.isComposing) onChoose(item)
    else if (to !== undefined && all.length > 0) go((to + all.length) % all.length)
    else return
    event.preventDefault()
  }
  const indexOf = new Map(all.map((item, index) => [item, index]))
  return (
    <div className={classNames('flex min-h-0 flex-col', className)}>
      <div className="relative p-1">
        <Search aria-hidden size={16} className="pointer-events-none absolute top-1/2 left-4 -translate-y-1/2 text-soft" />
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 ? optionId(active) : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={label}
          value={words}
          data-first-focus
          onChange={(event) => {
            setWords(event.target.value)
            setAt(0)
            onWords?.(event.target.value)
          }}
          onKeyDown={key}
          className="h-10 w-full rounded-sm border border-edge/60 bg-card pr-3 pl-9 text-ink"
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={label} className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1">
        {groups.map((group) => (
          <div key={group.label} role="group" aria-label={group.label}>
            {groups.length > 1 || group.label ? <div aria-hidden className="px-2 pt-2 pb-1 text-2xs font-bold tracking-wide text-soft uppercase">{group.label}</div> : null}
            {group.items.map((item) => {
              const here = indexOf.get(item) ?? 0
              return (
                <div
                  key={keyOf(item)}
                  id={optionId(here)}
                  role="option"
                  aria-selected={here === active}
                  onPointerMove={() => here !== active && setAt(here)}
                  onClick={() => onChoose(item)}
                  className={classNames('flex min-h-10 cursor-pointer items-center gap-2.5 rounded-sm px-2 py-1', here === active && 'bg-ink/7')}
                >
                  {render(item)}
                </div>
              )
            })}
          </div>
        ))}
      </div>
      <p role="status" className={all.length === 0 ? 'px-2 pt-2 pb-6 text-center text-sm text-soft' : 'sr-only'}>{all.length === 0 ? none : all.length}</p>
    </div>
  )
}
