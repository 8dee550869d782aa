import { ArrowDown, ArrowUp, ChevronRight, CircleAlert, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { IconButton } from '../../../ui/button.tsx'
import { classNames } from '../../../ui/class_names.ts'
import { pointer } from '../../../workflow/syntax.ts'
import { useProblem } from './use_field.ts'
import type { ItemList } from './use_item_list.ts'

type ItemCardProps = {
  list: ItemList
  index: number
  /** What it says, in words. */
  title: ReactNode
  /** Read aloud with what its buttons do. */
  about: string
  children: ReactNode
}

/** One of a list whose order counts: it opens, and goes up, down and away. */
export function ItemCard({ list, index, title, about, children }: ItemCardProps) {
  const t = useTexts()
  const path = [...list.path, index]
  const own = useProblem(path, 'alone')
  const within = useProblem(path, 'within')
  const isOpen = list.open === index
  const count = list.items.length
  return (
    <li data-field={pointer(path)} className="min-w-0 rounded-md border border-line bg-paper/50">
      <div className="flex items-start gap-1 p-1.5">
        <button type="button" aria-expanded={isOpen} onClick={() => list.toggle(index)} className="flex min-w-0 flex-1 items-start gap-1.5 rounded-sm px-1 py-1 text-left text-sm font-semibold hover:bg-ink/5">
          <ChevronRight aria-hidden size={15} className={classNames('mt-0.5 shrink-0 text-soft transition-transform', isOpen && 'rotate-90')} />
          <span className="min-w-0 flex-1 break-words">{title}</span>
          {within && !isOpen ? <CircleAlert aria-label={within} size={15} className="mt-0.5 shrink-0 text-chili" /> : null}
        </button>
        {count > 1 ? (
          <>
            <IconButton size="small" className="min-h-7! w-7!" label={t('inspector-move-up', { what: about })} disabled={index === 0} onClick={() => list.move(index, index - 1)}><ArrowUp aria-hidden size={14} /></IconButton>
            <IconButton size="small" className="min-h-7! w-7!" label={t('inspector-move-down', { what: about })} disabled={index === count - 1} onClick={() => list.move(index, index + 1)}><ArrowDown aria-hidden size={14} /></IconButton>
          </>
        ) : null}
        <IconButton size="small" className="min-h-7! w-7!" label={t('inspector-remove', { what: about })} onClick={() => list.remove(index)}><Trash2 aria-hidden size={14} /></IconButton>
      </div>
      {isOpen ? (
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 px-3 pt-1 pb-3">
          {own ? <p className="text-sm font-medium break-words text-chili">{own}</p> : null}
          {children}
        </div>
      ) : null}
    </li>
  )
}
