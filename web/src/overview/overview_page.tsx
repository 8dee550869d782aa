import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { answerOf, api } from '../api/client.ts'
import { callbacksQuery, countsQuery, type Metrics, metricsQuery } from '../api/console_queries.ts'
import { type Counts, isCounts } from '../api/execution.ts'
import { readExecutions } from '../api/executions_page.ts'
import { functionActivityQuery } from '../api/function_activity.ts'
import { useStream } from '../api/live.ts'
import { isRecord } from '../api/problem.ts'
import { useNow } from '../format/clock.ts'
import { formatDuration, formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { type Tone, toneText } from '../ui/badge.tsx'
import { classNames } from '../ui/class_names.ts'
import { PageHeader } from '../ui/page.tsx'
import { Sparkline } from '../ui/sparkline.tsx'
import { Failure, Skeleton } from '../ui/states.tsx'
import { attentionOf } from './attention.ts'
import { AttentionList } from './attention_list.tsx'
import { AllIsWell } from './all_is_well.tsx'
import { Oldest } from './oldest.tsx'

const HOUR_MS = 3_600_000
const allCounts = countsQuery('')
const FAILED_SHOWN = 5
const OLDEST_SHOWN = 6
/** What no stream tells is asked for so often. */
const LOOK_EVERY_MS = 15_000

/** How things stand, and what needs somebody now. */
export default function OverviewPage() {
  const t = useTexts()
  const now = useNow()
  const queries = useQueryClient()
  const counts = useQuery(allCounts)
  const failed = useQuery({
    queryKey: ['overview', 'failed'],
    queryFn: () => readExecutions({ status: 'FAILED,TIMED_OUT', since: new Date(Date.now() - HOUR_MS).toISOString(), limit: FAILED_SHOWN }),
    refetchInterval: LOOK_EVERY_MS,
  })
  const oldest = useQuery({ queryKey: ['overview', 'oldest'], queryFn: () => readExecutions({ status: 'RUNNING', sort: 'oldest', limit: OLDEST_SHOWN }), refetchInterval: LOOK_EVERY_MS })
  const metrics = useQuery(metricsQuery('', 1))
  const callbacks = useQuery(callbacksQuery)
  const functions = useQuery({ ...functionActivityQuery, refetchInterval: LOOK_EVERY_MS })
  const invariants = useQuery({ queryKey: ['invariants'], queryFn: () => answerOf(api.GET('/api/board/invariants')), refetchInterval: LOOK_EVERY_MS })
  const conversations = useQuery({ queryKey: ['overview', 'conversations'], queryFn: () => answerOf(api.GET('/api/board/conversations')), refetchInterval: LOOK_EVERY_MS })

  useStream('/api/console/events', {
    executions: (data) => {
      if (!isRecord(data) || !isCounts(data.counts)) return
      const before = queries.getQueryData(allCounts.queryKey)
      queries.setQueryData(allCounts.queryKey, data.counts)
      if (before && before.FAILED + before.TIMED_OUT !== data.counts.FAILED + data.counts.TIMED_OUT) void queries.invalidateQueries({ queryKey: ['overview', 'failed'] })
    },
    callbacks: () => void queries.invalidateQueries({ queryKey: callbacksQuery.queryKey }),
  })

  const attention = attentionOf(
    {
      failed: failed.data ?? null,
      oldest: oldest.data?.items ?? null,
      usualMs: metrics.data?.duration.p95_ms ?? null,
      callbacks: callbacks.data?.items ?? null,
      invariants: invariants.data ?? null,
      conversations: conversations.data?.items ?? null,
      functions: functions.data ?? null,
    },
    now,
  )
  // What could not be asked is not well; it is not known.
  const asked = [failed, oldest, callbacks, invariants]
  const broken = asked.find((one) => one.isError)
  const isKnown = asked.every((one) => one.isSuccess)
  return (
    <>
      <PageHeader title={t('overview-title')} detail={t('overview-detail')} />
      {broken ? <Failure error={broken.error} onRetry={() => void queries.invalidateQueries()} className="mb-4" /> : null}
      <Numbers counts={counts.data} metrics={metrics.data} />
      <div className="grid items-start gap-4 pt-4 xl:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        {attention.length > 0 ? <AttentionList attention={attention} /> : isKnown ? <AllIsWell orders={invariants.data?.orders ?? 0} /> : <Skeleton className="h-72" />}
        <Oldest executions={oldest.data?.items ?? null} total={counts.data?.RUNNING ?? null} usualMs={metrics.data?.duration.p95_ms ?? null} />
      </div>
    </>
  )
}

function Numbers({ counts, metrics }: { counts: Counts | undefined; metrics: Metrics | undefined }) {
  const t = useTexts()
  const sum = (values: readonly number[] | undefined) => values?.reduce((total, value) => total + value, 0)
  const number = (value: number | undefined) => (value === undefined ? null : formatNumber(value))
  const failures = metrics?.failed.map((value, index) => value + (metrics.timed_out[index] ?? 0))
  const failed = sum(failures)
  return (
    <ul className="grid grid-cols-2 gap-3 xl:grid-cols-4">
      <Number label={t('overview-running')} value={number(counts?.RUNNING)} values={metrics?.open} tone="active" to={paths.executions({ status: 'RUNNING', sort: 'oldest' })} />
      <Number label={t('overview-succeeded')} value={number(sum(metrics?.succeeded))} values={metrics?.succeeded} tone="good" to={paths.executions({ status: 'SUCCEEDED', since: '1h' })} />
      <Number label={t('overview-failed')} value={number(failed)} values={failures} tone={failed ? 'bad' : 'neutral'} to={paths.executions({ status: 'FAILED,TIMED_OUT', since: '1h' })} />
      <Number label={t('overview-duration')} value={metrics ? (metrics.duration.p50_ms == null ? '–' : formatDuration(metrics.duration.p50_ms)) : null} values={metrics?.started} tone="neutral" to={paths.metrics()} />
    </ul>
  )
}

type NumberProps = { label: string; value: string | null; values: readonly number[] | undefined; tone: Tone; to: string }

function Number({ label, value, values, tone, to }: NumberProps) {
  return (
    <li>
      <Link to={to} className="grid h-full gap-1 rounded-lg border border-line bg-card px-4 pt-3 pb-2 shadow-low transition-[border-color,box-shadow] hover:border-edge hover:shadow-mid">
        <span className="text-sm text-soft">{label}</span>
        {value === null ? <Skeleton className="h-8 w-16" /> : <span className={classNames('tabular text-2xl font-bold', tone === 'neutral' ? 'text-ink' : toneText[tone])}>{value}</span>}
        <Sparkline values={values ?? []} tone={tone} />
      </Link>
    </li>
  )
}
