import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellRing, Check, ClipboardList, X } from 'lucide-react'
import { useMemo, useState } from 'react'

import { type Callback, callbacksQuery } from '../api/console_queries.ts'
import { useStream } from '../api/live.ts'
import { useNow } from '../format/clock.ts'
import { formatCountdown, formatDuration, formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Select } from '../ui/field.tsx'
import { PageHeader } from '../ui/page.tsx'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { AnswerDialog, type Answering } from './answer_dialog.tsx'
import { LiveMark } from './live_mark.tsx'
import { Moment } from './moments.tsx'
import { prettyJson } from '../format/json.ts'
import { useSearchParams } from './search_params.ts'

/** A time-out this near asks for attention. */
const SOON_MS = 120_000
const HOUR_MS = 3_600_000

export default function CallbacksPage() {
  const t = useTexts()
  const queries = useQueryClient()
  const callbacks = useQuery(callbacksQuery)
  const stream = useStream('/api/console/events', { callbacks: () => void queries.invalidateQueries({ queryKey: callbacksQuery.queryKey }) })
  const [search, change] = useSearchParams()
  const [answering, setAnswering] = useState<Answering | null>(null)
  const state = search.state ?? ''
  const items = useMemo(() => [...(callbacks.data?.items ?? [])].sort(soonestFirst), [callbacks.data])
  const shown = state === '' ? items : items.filter((item) => item.state === state)
  const states = useMemo(() => [...new Set(items.map((item) => item.state))].sort(), [items])
  return (
    <>
      <PageHeader
        title={t('executions-callbacks-title')}
        detail={
          <span className="flex items-center gap-3">
            {t('executions-callbacks-detail')}
            <LiveMark state={stream} />
          </span>
        }
        actions={
          states.length > 1 ? (
            <Select hiddenLabel label={t('executions-column-state')} value={state} onChange={(event) => change({ state: event.target.value })}>
              <option value="">{t('executions-callbacks-any', { n: formatNumber(items.length) })}</option>
              {states.map((one) => <option key={one} value={one}>{`${one} (${items.filter((item) => item.state === one).length})`}</option>)}
            </Select>
          ) : null
        }
      />
      {callbacks.isError ? <Failure error={callbacks.error} onRetry={() => void callbacks.refetch()} /> : null}
      {callbacks.isPending ? (
        <Loading>
          <div className="grid gap-3 lg:grid-cols-2">
            {[0, 1, 2, 3].map((index) => <Skeleton key={index} className="h-44" />)}
          </div>
        </Loading>
      ) : null}
      {callbacks.data && shown.length === 0 ? (
        <Empty icon={<BellRing size={26} />} title={t('executions-callbacks-none')}>{t('executions-callbacks-none-detail')}</Empty>
      ) : null}
      <ul className="grid gap-3 lg:grid-cols-2">
        {shown.map((callback) => (
          <li key={callback.token} className="[contain-intrinsic-size:auto_14rem] [content-visibility:auto]">
            <CallbackCard callback={callback} onAnswer={(isApproved) => setAnswering({ callback, isApproved })} />
          </li>
        ))}
      </ul>
      {callbacks.data && callbacks.data.total > items.length ? <p className="pt-4 text-soft">{t('executions-callbacks-more', { n: formatNumber(callbacks.data.total - items.length) })}</p> : null}
      {answering ? <AnswerDialog key={answering.callback.token} {...answering} onClose={() => setAnswering(null)} /> : null}
    </>
  )
}

function soonestFirst(one: Callback, other: Callback): number {
  const time = (callback: Callback) => (callback.expires_at ? Date.parse(callback.expires_at) : Number.POSITIVE_INFINITY)
  return time(one) === time(other) ? one.since.localeCompare(other.since) : time(one) - time(other)
}

function CallbackCard({ callback, onAnswer }: { callback: Callback; onAnswer: (isApproved: boolean) => void }) {
  const t = useTexts()
  const { order, state, machine, name } = callback
  return (
    <article aria-label={state} className="grid h-full content-start gap-3 rounded-lg border border-line bg-card p-4 shadow-low">
      <header className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-lg">{state}</h2>
          <p className="truncate text-sm text-soft">
            <Link to={paths.execution(callback.execution_arn)} className="font-semibold text-river underline underline-offset-2">
              {order ? t('executions-order', { number: String(order.number), customer: order.customer }) : `${machine} · ${name}`}
            </Link>
            {' · '}
            <Moment at={callback.since} />
          </p>
        </div>
        <Expiry at={callback.expires_at ?? null} />
      </header>
      <Readable input={callback.input} />
      <footer className="mt-auto flex flex-wrap items-center gap-2">
        <Button size="small" icon={<Check aria-hidden size={15} />} onClick={() => onAnswer(true)} className="text-leaf">{t('executions-approve')}</Button>
        <Button size="small" icon={<X aria-hidden size={15} />} onClick={() => onAnswer(false)} className="text-chili">{t('executions-reject')}</Button>
        {order ? (
          <Link to={paths.board()} className="ml-auto inline-flex items-center gap-1.5 text-sm font-semibold text-river underline-offset-2 hover:underline">
            <ClipboardList aria-hidden size={14} />
            {t('executions-callbacks-board')}
          </Link>
        ) : (
          <span className="ml-auto truncate text-xs text-soft">{callback.resource.split(':').slice(-2).join(':')}</span>
        )}
      </footer>
    </article>
  )
}

function Expiry({ at }: { at: string | null }) {
  const t = useTexts()
  const now = useNow()
  if (at === null) return <span className="text-xs whitespace-nowrap text-soft">{t('executions-callbacks-no-expiry')}</span>
  const left = Date.parse(at) - now
  const isSoon = left < SOON_MS
  return (
    <span role="timer" className={classNames('tabular rounded-full px-2.5 py-0.5 text-sm font-bold whitespace-nowrap', isSoon ? 'bg-chili-wash text-chili' : 'bg-sunken text-soft')}>
      <span className="sr-only">{t('executions-callbacks-expires')} </span>
      {left <= 0 ? t('executions-callbacks-expired') : left < HOUR_MS ? formatCountdown(left) : formatDuration(left)}
    </span>
  )
}

/** The members of what is asked, a line each; what is within them stays JSON. */
function Readable({ input }: { input: string }) {
  const t = useTexts()
  const members = useMemo(() => membersOf(input), [input])
  if (!members) return <pre tabIndex={0} className="max-h-32 overflow-auto rounded-md bg-sunken/60 px-3 py-2 font-mono text-xs whitespace-pre-wrap">{prettyJson(input)}</pre>
  return (
    <dl tabIndex={0} aria-label={t('executions-input')} className="grid max-h-40 grid-cols-[minmax(5rem,max-content)_1fr] gap-x-4 gap-y-1 overflow-y-auto rounded-md bg-sunken/60 px-3 py-2 text-sm">
      {members.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="truncate text-soft">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function membersOf(input: string): [string, string][] | null {
  try {
    const value: unknown = JSON.parse(input)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return Object.entries(value).map(([name, member]) => [name, typeof member === 'string' ? member : JSON.stringify(member)])
  } catch {
    return null
  }
}
