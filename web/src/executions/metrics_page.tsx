import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowDown } from 'lucide-react'
import { useMemo } from 'react'

import { type Metrics, metricsHours, type MetricsHours, metricsQuery, type StateMetrics } from '../api/console_queries.ts'
import { formatDuration, formatMoment, formatNumber, formatPercent } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { type Tone, toneText } from '../ui/badge.tsx'
import { Panel } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import { Segments, Select } from '../ui/field.tsx'
import { type ChartLine, LinesChart } from '../ui/lines_chart.tsx'
import { PageHeader } from '../ui/page.tsx'
import { Sparkline } from '../ui/sparkline.tsx'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { machinesQuery } from '../api/state_machines.ts'
import { useSearchParams } from './search_params.ts'

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

function hoursOf(text: string | undefined): MetricsHours {
  return metricsHours.find((hours) => String(hours) === text) ?? 1
}

export default function MetricsPage() {
  const t = useTexts()
  const [search, change] = useSearchParams()
  const hours = hoursOf(search.hours)
  const machine = search.machine ?? ''
  const metrics = useQuery(metricsQuery(machine, hours))
  const machines = useQuery(machinesQuery)
  return (
    <>
      <PageHeader
        title={t('executions-metrics-title')}
        detail={metrics.data ? t('executions-metrics-since', { at: formatMoment(metrics.data.since) }) : ' '}
        actions={
          <>
            <Select hiddenLabel label={t('executions-filter-machine')} value={machine} onChange={(event) => change({ machine: event.target.value })}>
              <option value="">{t('executions-filter-machine-any')}</option>
              {machines.data?.map((one) => <option key={one.stateMachineArn} value={one.name}>{one.name}</option>)}
            </Select>
            <Segments
              label={t('executions-filter-since')}
              choices={[
                { value: '1', label: t('executions-window-1h') },
                { value: '6', label: t('executions-window-6h') },
                { value: '24', label: t('executions-window-24h') },
                { value: '168', label: t('executions-window-7d') },
              ]}
              value={String(hours)}
              onChange={(value) => change({ hours: value === '1' ? '' : value })}
            />
          </>
        }
      />
      {metrics.isError ? <Failure error={metrics.error} onRetry={() => void metrics.refetch()} className="mb-4" /> : null}
      {metrics.data ? <Shown metrics={metrics.data} machine={machine} /> : metrics.isPending ? <Loading><Skeletons /></Loading> : null}
    </>
  )
}

function Shown({ metrics, machine }: { metrics: Metrics; machine: string }) {
  const t = useTexts()
  const { duration } = metrics
  const lines = useLines(metrics)
  const steps = useMemo(() => metrics.at.map((at) => formatMoment(at)), [metrics.at])
  const ended = sum(metrics.succeeded) + sum(metrics.failed) + sum(metrics.timed_out)
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <Figure label={t('executions-metrics-open')} value={formatNumber(metrics.open.at(-1) ?? 0)} values={metrics.open} tone="active" to={paths.executions({ status: 'RUNNING', sort: 'oldest', ...(machine ? { machine } : {}) })} />
        <Figure label={t('executions-metrics-started')} value={formatNumber(sum(metrics.started))} values={metrics.started} tone="neutral" />
        <Figure label={t('executions-metrics-good')} value={ended === 0 ? '–' : formatPercent(sum(metrics.succeeded) / ended)} values={metrics.succeeded} tone="good" />
        <Figure
          label={t('executions-metrics-duration')}
          value={duration.p50_ms == null ? '–' : formatDuration(duration.p50_ms)}
          detail={duration.p95_ms == null ? '' : t('executions-metrics-p95', { duration: formatDuration(duration.p95_ms) })}
          values={[]}
          tone="neutral"
        />
      </div>
      <Panel title={t('executions-metrics-chart')}>
        <LinesChart label={t('executions-metrics-chart')} lines={lines} steps={steps} />
        <details className="pt-3">
          <summary className="text-sm font-semibold text-river">{t('executions-metrics-as-table')}</summary>
          <div className="max-h-80 overflow-auto pt-2">
            <Table label={t('executions-metrics-chart')}>
              <thead>
                <tr>
                  <Th>{t('executions-column-time')}</Th>
                  {lines.map((line) => <Th key={line.id} className="text-right">{line.label}</Th>)}
                </tr>
              </thead>
              <tbody>
                {steps.map((step, index) => (
                  <tr key={metrics.at[index]}>
                    <Td className="tabular py-1.5">{step}</Td>
                    {lines.map((line) => <Td key={line.id} className="tabular py-1.5 text-right">{formatNumber(line.values[index] ?? 0)}</Td>)}
                  </tr>
                ))}
              </tbody>
            </Table>
          </div>
        </details>
      </Panel>
      <StatesPanel states={metrics.states} />
    </div>
  )
}

function useLines(metrics: Metrics): ChartLine[] {
  const t = useTexts()
  return [
    { id: 'started', label: t('executions-metrics-started'), tone: 'active', values: metrics.started, dashed: true },
    { id: 'succeeded', label: t('executions-metrics-succeeded'), tone: 'good', values: metrics.succeeded },
    { id: 'failed', label: t('executions-metrics-failed'), tone: 'bad', values: metrics.failed },
    { id: 'timed_out', label: t('executions-metrics-timed-out'), tone: 'warning', values: metrics.timed_out },
    { id: 'aborted', label: t('executions-metrics-aborted'), tone: 'neutral', values: metrics.aborted },
    { id: 'throttled', label: t('executions-metrics-throttled'), tone: 'special', values: metrics.throttled, dashed: true },
  ]
}

type FigureProps = { label: string; value: string; detail?: string; values: readonly number[]; tone: Tone; to?: string }

function Figure({ label, value, detail, values, tone, to }: FigureProps) {
  const content = (
    <>
      <span className="text-sm text-soft">{label}</span>
      <span className={classNames('tabular text-2xl font-bold', tone === 'neutral' ? 'text-ink' : toneText[tone])}>{value}</span>
      {detail ? <span className="tabular text-sm text-soft">{detail}</span> : null}
      {values.length > 1 ? <Sparkline values={values} tone={tone} /> : null}
    </>
  )
  const box = 'grid content-start gap-1 rounded-lg border border-line bg-card px-5 py-4 shadow-low'
  return to ? <Link to={to} className={classNames(box, 'transition-colors hover:border-edge')}>{content}</Link> : <div className={box}>{content}</div>
}

const orders = ['pain', 'entered', 'failed', 'p50', 'p95', 'max'] as const
type Order = (typeof orders)[number]

/** What hurts most first: what fails most often, then what takes the most time of all together. */
const weights: Record<Order, (state: StateMetrics) => number> = {
  pain: (state) => (state.failed / Math.max(1, state.entered)) * 1e12 + state.entered * (state.p50_ms ?? 0),
  entered: (state) => state.entered,
  failed: (state) => state.failed,
  p50: (state) => state.p50_ms ?? 0,
  p95: (state) => state.p95_ms ?? 0,
  max: (state) => state.max_ms,
}

function StatesPanel({ states }: { states: readonly StateMetrics[] }) {
  const t = useTexts()
  const [search, change] = useSearchParams()
  const by = orders.find((order) => order === search.by) ?? 'pain'
  const rows = useMemo(() => [...states].sort((one, other) => weights[by](other) - weights[by](one)), [states, by])
  const slowest = Math.max(1, ...rows.map((row) => row.p95_ms ?? 0))
  const head = (order: Order, label: string) => (
    <Th className="text-right" aria-sort={by === order ? 'descending' : undefined}>
      <button type="button" onClick={() => change({ by: by === order ? '' : order })} className={classNames('inline-flex items-center gap-1 font-semibold hover:text-ink', by === order && 'text-ink')}>
        {label}
        {by === order ? <ArrowDown aria-hidden size={12} /> : null}
      </button>
    </Th>
  )
  return (
    <Panel title={t('executions-metrics-states')} detail={by === 'pain' ? t('executions-metrics-by-pain') : undefined} flush>
      {rows.length === 0 ? <Empty title={t('executions-metrics-no-states')} /> : (
        <Table label={t('executions-metrics-states')}>
          <thead>
            <tr>
              <Th>{t('executions-column-state')}</Th>
              {head('entered', t('executions-metrics-entered'))}
              {head('failed', t('executions-metrics-failed'))}
              {head('p50', 'p50')}
              {head('p95', 'p95')}
              {head('max', t('executions-metrics-max'))}
              <Th className="hidden w-56 md:table-cell">{t('executions-metrics-spread')}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.machine} ${row.state}`}>
                <Td className="py-2">
                  <span className="font-semibold">{row.state}</span> <span className="text-soft">{row.machine}</span>
                </Td>
                <Td className="tabular py-2 text-right">{formatNumber(row.entered)}</Td>
                <Td className={classNames('tabular py-2 text-right', row.failed > 0 ? 'font-semibold text-chili' : 'text-soft')}>
                  {formatNumber(row.failed)}
                  {row.failed > 0 ? <span className="font-normal"> · {formatPercent(row.failed / Math.max(1, row.entered))}</span> : null}
                </Td>
                <Td className="tabular py-2 text-right">{row.p50_ms == null ? '–' : formatDuration(row.p50_ms)}</Td>
                <Td className="tabular py-2 text-right font-semibold">{row.p95_ms == null ? '–' : formatDuration(row.p95_ms)}</Td>
                <Td className="tabular py-2 text-right text-soft">{formatDuration(row.max_ms)}</Td>
                <Td className="hidden py-2 md:table-cell"><Spread state={row} slowest={slowest} /></Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}

/** Half and 95 of 100, beside those of the slowest: by the power of ten, since states take from milliseconds to minutes. */
function Spread({ state, slowest }: { state: StateMetrics; slowest: number }) {
  const part = (ms: number | null | undefined) => `${Math.max(1, (Math.log10((ms ?? 0) + 1) / Math.log10(slowest + 1)) * 100)}%`
  return (
    <span aria-hidden className="relative block h-2.5 rounded-full bg-sunken">
      <span className="absolute inset-y-0 left-0 rounded-full bg-river/35" style={{ width: part(state.p95_ms) }} />
      <span className="absolute inset-y-0 left-0 rounded-full bg-river" style={{ width: part(state.p50_ms) }} />
    </span>
  )
}

function Skeletons() {
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {[0, 1, 2, 3].map((index) => <Skeleton key={index} className="h-32" />)}
      </div>
      <Skeleton className="h-80" />
    </div>
  )
}
