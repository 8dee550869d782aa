import { useMutation } from '@tanstack/react-query'
import { CircleStop, Repeat2, RotateCcw, X } from 'lucide-react'
import { useEffect, useEffectEvent } from 'react'

import { formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { useToasts } from '../ui/toast.tsx'
import type { BulkAction } from './bulk.ts'
import type { Execution } from '../api/execution.ts'
import { executionsPage } from './executions_query.ts'
import type { Filters } from './filters.ts'

/** So many are chosen at once at most; a page of the server has so many. */
const CHOSEN_MAX = 10_000
const PAGE_ROWS_MAX = 200

type SelectionBarProps = {
  filters: Filters
  total: number
  chosen: ReadonlyMap<string, Execution>
  onChoose: (executions: readonly Execution[]) => void
  onAct: (action: BulkAction) => void
  onClear: () => void
}

/** What can be done with the executions that are chosen; it stays in view. */
export function SelectionBar({ filters, total, chosen, onChoose, onAct, onClear }: SelectionBarProps) {
  const t = useTexts()
  const toasts = useToasts()
  const most = Math.min(total, CHOSEN_MAX)
  const all = useMutation({
    mutationFn: async () => {
      const found: Execution[] = []
      let cursor: string | null = null
      do {
        const page = await executionsPage(filters, cursor, PAGE_ROWS_MAX)
        found.push(...page.items)
        cursor = page.next
      } while (cursor !== null && found.length < CHOSEN_MAX)
      return found.slice(0, CHOSEN_MAX)
    },
    onSuccess: onChoose,
    onError: toasts.failed,
  })
  const clear = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Escape' && !document.querySelector('dialog[open], :popover-open')) onClear()
  })
  useEffect(() => {
    addEventListener('keydown', clear)
    return () => removeEventListener('keydown', clear)
  }, [])
  return (
    <div className="sticky bottom-4 z-10 mt-4 flex justify-center">
      <div role="toolbar" aria-label={t('executions-chosen-actions')} className="flex max-w-full animate-rise flex-wrap items-center gap-2 rounded-lg border border-line bg-raised p-2 pl-4 shadow-high">
        <span className="tabular font-semibold" aria-live="polite">{t('executions-chosen', { n: chosen.size, shown: formatNumber(chosen.size) })}</span>
        {chosen.size < most ? (
          <Button kind="quiet" size="small" busy={all.isPending} onClick={() => all.mutate()} className="text-river">
            {t('executions-choose-all', { n: formatNumber(most) })}
          </Button>
        ) : null}
        <span aria-hidden className="h-6 w-px bg-line" />
        <Button size="small" icon={<RotateCcw aria-hidden size={15} />} onClick={() => onAct('redrive')}>{t('executions-redrive')}</Button>
        <Button size="small" icon={<Repeat2 aria-hidden size={15} />} onClick={() => onAct('rerun')}>{t('executions-rerun')}</Button>
        <Button size="small" icon={<CircleStop aria-hidden size={15} />} onClick={() => onAct('stop')} className="text-chili">{t('executions-stop')}</Button>
        <IconButton size="small" label={t('executions-choose-none')} onClick={onClear}><X aria-hidden size={16} /></IconButton>
      </div>
    </div>
  )
}
