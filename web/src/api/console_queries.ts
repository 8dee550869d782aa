import { queryOptions } from '@tanstack/react-query'

import { consoleApi, question } from './console.ts'
import type { OrderRef } from './execution.ts'

/** A task that somebody has to answer. */
export type Callback = {
  token: string
  kind: 'callback' | 'activity'
  execution_arn: string
  machine: string
  name: string
  state: string
  resource: string
  since: string
  expires_at: string | null
  /** JSON; only the beginning where it is long. */
  input: string
  order: OrderRef | null
}

/** Streams tell that there are others; this is for those of which they do not. */
const CALLBACKS_EVERY_MS = 5_000

export const callbacksQuery = queryOptions({
  queryKey: ['callbacks'],
  queryFn: () => consoleApi<{ items: Callback[]; total: number }>('GET', '/callbacks'),
  refetchInterval: CALLBACKS_EVERY_MS,
})

export const metricsHours = [1, 6, 24, 168] as const
export type MetricsHours = (typeof metricsHours)[number]

export type StateMetrics = { machine: string; state: string; entered: number; failed: number; p50_ms: number | null; p95_ms: number | null; max_ms: number }

export type Metrics = {
  since: string
  step_seconds: number
  at: string[]
  started: number[]
  succeeded: number[]
  failed: number[]
  timed_out: number[]
  aborted: number[]
  throttled: number[]
  open: number[]
  duration: { p50_ms: number | null; p95_ms: number | null }
  states: StateMetrics[]
}

const METRICS_EVERY_MS = 10_000

export function metricsQuery(machine: string, hours: MetricsHours) {
  return queryOptions({
    queryKey: ['metrics', machine, hours],
    queryFn: () => consoleApi<Metrics>('GET', `/metrics${question({ machine, hours })}`),
    refetchInterval: METRICS_EVERY_MS,
    placeholderData: (before) => before,
  })
}
