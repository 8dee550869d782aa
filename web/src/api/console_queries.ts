import { queryOptions } from '@tanstack/react-query'

import { answerOf, api, type Schema } from './client.ts'
import { type ExecutionDetail, withStatus } from './execution.ts'

/** What several pages of the console ask. */

/** How many executions there are of each status. */
export function countsQuery(machine: string) {
  return queryOptions({
    queryKey: ['execution-counts', machine],
    queryFn: () => answerOf(api.GET('/api/console/executions/counts', { params: { query: { machine: machine || undefined } } })),
  })
}

export async function readExecution(arn: string): Promise<ExecutionDetail> {
  return withStatus(await answerOf(api.GET('/api/console/executions/{execution}', { params: { path: { execution: arn } } })))
}

export function executionQuery(arn: string) {
  return queryOptions({ queryKey: ['execution', arn], queryFn: () => readExecution(arn) })
}

/** A task that somebody has to answer. */
export type Callback = Schema['CallbackView']

/** Streams tell that there are others; this is for those of which they do not. */
const CALLBACKS_EVERY_MS = 5_000

export const callbacksQuery = queryOptions({
  queryKey: ['callbacks'],
  queryFn: () => answerOf(api.GET('/api/console/callbacks')),
  refetchInterval: CALLBACKS_EVERY_MS,
})

export const metricsHours = [1, 6, 24, 168] as const
export type MetricsHours = (typeof metricsHours)[number]

export type Metrics = Schema['MetricsView']
export type StateMetrics = Schema['StateView']

const METRICS_EVERY_MS = 10_000

export function metricsQuery(machine: string, hours: MetricsHours) {
  return queryOptions({
    queryKey: ['metrics', machine, hours],
    queryFn: () => answerOf(api.GET('/api/console/metrics', { params: { query: { machine: machine || undefined, hours } } })),
    refetchInterval: METRICS_EVERY_MS,
    placeholderData: (before) => before,
  })
}
