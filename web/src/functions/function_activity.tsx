import { useQuery } from '@tanstack/react-query'
import { ChartArea } from 'lucide-react'
import type { ReactNode } from 'react'

import { functionActivityQuery } from '../api/function_activity.ts'
import { formatDuration, formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Card, Panel } from '../ui/card.tsx'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { ConcurrencyGraph } from './concurrency_graph.tsx'

/** How much a function is called, how it fares, and how many processes it has for that. */
export function FunctionActivity({ name }: { name: string }) {
  const t = useTexts()
  const all = useQuery(functionActivityQuery)
  if (all.isError) return <Failure error={all.error} onRetry={() => void all.refetch()} />
  if (!all.data) {
    return (
      <Loading>
        <Skeleton className="h-64" />
      </Loading>
    )
  }
  const activity = all.data.find((one) => one.name === name)
  if (!activity) return <Empty icon={<ChartArea />} title={t('functions-no-activity')}>{t('functions-no-activity-detail')}</Empty>
  const duration = (ms: number | null | undefined) => (ms == null ? '—' : formatDuration(ms))
  return (
    <div className="grid gap-5">
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
        <Figure name={t('functions-invocations')} value={formatNumber(activity.invocations)} />
        <Figure name={t('functions-errors')} value={formatNumber(activity.errors)} isBad={activity.errors > 0} />
        <Figure name={t('functions-throttles')} value={formatNumber(activity.throttles)} isBad={activity.throttles > 0} />
        <Figure name={t('functions-p50')} value={duration(activity.p50_ms)} />
        <Figure name={t('functions-p95')} value={duration(activity.p95_ms)} />
        <Figure
          name={t('functions-pool')}
          value={formatNumber(activity.pool.running + activity.pool.idle)}
          detail={activity.pool.limit == null ? t('functions-no-limit') : t('functions-limit', { n: activity.pool.limit })}
        />
      </dl>
      <Panel title={t('functions-concurrency')} detail={t('functions-concurrency-detail', { running: activity.pool.running, idle: activity.pool.idle })}>
        <ConcurrencyGraph series={activity.series} limit={activity.pool.limit ?? null} />
      </Panel>
    </div>
  )
}

function Figure({ name, value, detail, isBad = false }: { name: string; value: ReactNode; detail?: string; isBad?: boolean }) {
  return (
    <Card className="grid content-start gap-0.5 px-4 py-3">
      <dt className="text-sm text-soft">{name}</dt>
      <dd className={isBad ? 'tabular text-xl font-bold text-chili' : 'tabular text-xl font-bold'}>{value}</dd>
      {detail ? <dd className="text-xs text-soft">{detail}</dd> : null}
    </Card>
  )
}
