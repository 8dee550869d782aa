import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { IconButton } from '../../../ui/button.tsx'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { useFormEdit } from './use_form_edit.ts'
import { useProblem } from './use_field.ts'

type ItemCardProps = {
  /** Of the list. */
  path: Path
  items: readonly Json[]
  index: number
  title: ReactNode
  /** Read aloud with what its buttons do. */
  about: string
  children: ReactNode
}

/** One of a list whose order counts: it can go up, down and away. */
export function ItemCard({ path, items, index, title, about, children }: ItemCardProps) {
  const t = useTexts()
  const edit = useFormEdit()
  const error = useProblem([...path, index], 'alone')
  const move = (to: number) => {
    const order = [...items]
    order.splice(to, 0, ...order.splice(index, 1))
    edit({ kind: 'set', path, value: order })
  }
  const remove = () => edit({ kind: 'set', path, value: items.length === 1 ? undefined : items.filter((_, at) => at !== index) })
  return (
    <li className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 rounded-md border border-line bg-paper/50 p-3">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1 text-sm font-semibold break-words">{title}</div>
        {items.length > 1 ? (
          <>
            <IconButton size="small" className="min-h-7! w-7!" label={t('inspector-move-up', { what: about })} disabled={index === 0} onClick={() => move(index - 1)}><ArrowUp aria-hidden size={14} /></IconButton>
            <IconButton size="small" className="min-h-7! w-7!" label={t('inspector-move-down', { what: about })} disabled={index === items.length - 1} onClick={() => move(index + 1)}><ArrowDown aria-hidden size={14} /></IconButton>
          </>
        ) : null}
        <IconButton size="small" className="min-h-7! w-7!" label={t('inspector-remove', { what: about })} onClick={remove}><Trash2 aria-hidden size={14} /></IconButton>
      </div>
      {error ? <p className="text-sm font-medium break-words text-chili">{error}</p> : null}
      {children}
    </li>
  )
}
