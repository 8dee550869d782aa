import { Search, X } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { TextField } from '../ui/field.tsx'
import { type Category, wordsOf } from './menu.ts'

type CategoryBarProps = { categories: readonly Category[]; typed: string; onType: (typed: string) => void }

/** A category is read from when its beginning has come so near to the top of the window. */
const READ_FROM_PX = 180

/** Where a category begins on the page. */
export function categoryAnchor(category: Category): string {
  return `menu-${category.id}`
}

/** The search, and the categories: they stay in view, and follow what is being read. */
export function CategoryBar({ categories, typed, onType }: CategoryBarProps) {
  const t = useTexts()
  const here = useReadCategory(categories, typed === '')
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    // `scrollIntoView` would move the page as well.
    const row = list.current
    const chip = row?.querySelector<HTMLElement>('[aria-current=true]')
    if (row && chip) row.scrollTo({ left: chip.offsetLeft - row.clientWidth / 2 + chip.clientWidth / 2, behavior: 'smooth' })
  }, [here])
  return (
    // On a phone the search scrolls away, and the categories stay.
    <div className="sticky -top-14 z-20 border-b border-line bg-paper/95 backdrop-blur-sm sm:top-0">
      <div className="mx-auto flex max-w-7xl flex-col gap-2 px-4 py-2 sm:flex-row-reverse sm:items-center sm:gap-5 sm:px-6">
        <TextField
          label={t('shop-search')}
          hiddenLabel
          type="search"
          enterKeyHint="search"
          autoComplete="off"
          placeholder={t('shop-search')}
          value={typed}
          onChange={(event) => onType(event.target.value)}
          before={<Search size={18} />}
          after={
            typed ? (
              <IconButton label={t('shop-search-clear')} size="small" onClick={() => onType('')}>
                <X aria-hidden size={16} />
              </IconButton>
            ) : undefined
          }
          className="sm:w-64 [&_input::-webkit-search-cancel-button]:appearance-none"
        />
        <nav aria-label={t('shop-categories')} className="min-w-0 flex-1">
          <ul ref={list} className="relative -mx-4 flex gap-1 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:px-0">
            {categories.map((category) => {
              const isHere = category.id === here
              return (
                <li key={category.id} className="shrink-0 py-0.5">
                  <a
                    href={`#${categoryAnchor(category)}`}
                    aria-current={isHere ? 'true' : undefined}
                    onClick={(event) => {
                      event.preventDefault()
                      onType('')
                      // The list is there again after the search has gone.
                      requestAnimationFrame(() => document.getElementById(categoryAnchor(category))?.scrollIntoView({ behavior: 'smooth' }))
                    }}
                    className={classNames(
                      'inline-flex min-h-10 items-center rounded-full px-4 text-sm font-semibold whitespace-nowrap transition-colors duration-150',
                      isHere ? 'bg-ink text-paper' : 'text-soft hover:bg-ink/7 hover:text-ink',
                    )}
                  >
                    {wordsOf(category.name)}
                  </a>
                </li>
              )
            })}
          </ul>
        </nav>
      </div>
    </div>
  )
}

/** The category that is being read. */
function useReadCategory(categories: readonly Category[], isListed: boolean): string | null {
  const [here, setHere] = useState<string | null>(null)
  const look = useEffectEvent(() => {
    const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 1
    const begun = categories.filter((category) => {
      const section = document.getElementById(categoryAnchor(category))
      return section !== null && section.getBoundingClientRect().top < READ_FROM_PX
    })
    const read = isAtEnd && scrollY > 0 ? categories.at(-1) : (begun.at(-1) ?? categories[0])
    setHere(read?.id ?? null)
  })
  useEffect(() => {
    if (!isListed) return
    look()
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [isListed])
  return isListed ? here : null
}
