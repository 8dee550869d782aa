import { useInfiniteQuery } from '@tanstack/react-query'
import { ArrowUp, ListTree, Play } from 'lucide-react'
import { useMemo, useReducer, useState } from 'react'

import { formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { PageHeader } from '../ui/page.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { BulkDialog } from './bulk_dialog.tsx'
import type { BulkAction } from './bulk.ts'
import type { Execution } from '../api/execution.ts'
import { FiltersBar } from './executions_filters.tsx'
import { ExecutionsList, ListLoading } from './executions_list.tsx'
import { executionsQuery, useLiveExecutions } from './executions_query.ts'
import { filtersOf, isFiltered } from './filters.ts'
import { LiveMark } from './live_mark.tsx'
import { useSearchParams } from './search_params.ts'
import { nothingChosen, select } from './selection.ts'
import { SelectionBar } from './selection_bar.tsx'
import { StartDialog } from './start_dialog.tsx'

type Open = { kind: 'start' } | { kind: 'bulk'; action: BulkAction; executions: readonly Execution[] }

export default function ExecutionsPage() {
  const t = useTexts()
  const [search, change] = useSearchParams()
  const { machine, status, since, q, sort } = search
  const filters = useMemo(() => filtersOf({ machine, status, since, q, sort }), [machine, status, since, q, sort])
  const list = useInfiniteQuery(executionsQuery(filters))
  const live = useLiveExecutions(filters)
  const [selection, dispatch] = useReducer(select, nothingChosen)
  const [open, setOpen] = useState<Open | null>(null)
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const total = list.data?.pages.at(-1)?.total ?? 0
  const act = (action: BulkAction, executions: Iterable<Execution>) => setOpen({ kind: 'bulk', action, executions: [...executions] })

  return (
    <>
      <PageHeader
        title={t('executions-title')}
        detail={
          <span className="flex items-center gap-3">
            <span className="tabular">{list.data ? t('executions-total', { n: total, shown: formatNumber(total) }) : ' '}</span>
            <LiveMark state={live.stream} />
          </span>
        }
        actions={
          <Button kind="primary" icon={<Play aria-hidden size={16} />} onClick={() => setOpen({ kind: 'start' })}>
            {t('executions-start')}
          </Button>
        }
      />
      <FiltersBar filters={filters} onChange={change} />
      {live.newcomers > 0 && filters.sort === 'newest' ? (
        <div className="pointer-events-none sticky top-26 z-[6] flex h-0 justify-center">
          <button
            type="button"
            onClick={() => {
              live.showNewcomers()
              scrollTo({ top: 0, behavior: 'smooth' })
            }}
            className="pointer-events-auto -mt-5 inline-flex h-9 animate-rise items-center gap-2 rounded-full bg-river px-4 text-sm font-semibold text-on-river shadow-high"
          >
            <ArrowUp aria-hidden size={15} />
            <span aria-live="polite">{t('executions-newcomers', { n: live.newcomers })}</span>
          </button>
        </div>
      ) : null}
      {list.isPending ? (
        <Loading><ListLoading /></Loading>
      ) : list.isError && rows.length === 0 ? (
        <Failure error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Nothing isFiltered={isFiltered(filters)} onAll={() => change({ machine: '', status: '', since: '', q: '' })} onStart={() => setOpen({ kind: 'start' })} />
      ) : (
        <ExecutionsList
          rows={rows}
          total={total}
          hasMore={list.hasNextPage}
          chosen={selection.chosen}
          isExact={search.time === 'exact'}
          onExact={(isExact) => change({ time: isExact ? 'exact' : '' })}
          onEnd={() => {
            if (!list.isFetchingNextPage) void list.fetchNextPage()
          }}
          onToggle={(index, range) => dispatch({ kind: 'toggle', rows, index, range })}
          onAct={(action, execution) => act(action, [execution])}
        />
      )}
      {selection.chosen.size > 0 ? (
        <SelectionBar
          filters={filters}
          total={total}
          chosen={selection.chosen}
          onChoose={(executions) => dispatch({ kind: 'choose', executions })}
          onAct={(action) => act(action, selection.chosen.values())}
          onClear={() => dispatch({ kind: 'clear' })}
        />
      ) : null}
      {open?.kind === 'start' ? <StartDialog machine={filters.machine} onClose={() => setOpen(null)} /> : null}
      {open?.kind === 'bulk' ? (
        <BulkDialog
          action={open.action}
          executions={open.executions}
          onClose={() => {
            setOpen(null)
            dispatch({ kind: 'clear' })
          }}
        />
      ) : null}
    </>
  )
}

function Nothing({ isFiltered, onAll, onStart }: { isFiltered: boolean; onAll: () => void; onStart: () => void }) {
  const t = useTexts()
  return isFiltered ? (
    <Empty icon={<ListTree size={26} />} title={t('executions-none-title')} action={<Button onClick={onAll}>{t('executions-none-all')}</Button>}>
      {t('executions-none-detail')}
    </Empty>
  ) : (
    <Empty icon={<ListTree size={26} />} title={t('executions-empty-title')} action={<Button onClick={onStart}>{t('executions-start')}</Button>}>
      {t('executions-empty-detail')}
    </Empty>
  )
}
