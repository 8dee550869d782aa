import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { executionQuery } from '../api/console_queries.ts'
import type { HistoryEvent } from '../api/execution.ts'
import { type StreamState, useStream } from '../api/live.ts'
import { isRecord } from '../api/problem.ts'
import { deriveSteps, type Steps } from './steps.ts'

function readHistory(arn: string, after: number): Promise<Schema['HistoryView']> {
  return answerOf(api.GET('/api/console/executions/{execution}/history', { params: { path: { execution: arn }, query: { after } } }))
}

function historyQuery(arn: string) {
  return queryOptions({ queryKey: ['history', arn], queryFn: async () => (await readHistory(arn, 0)).events, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false })
}

function isHistoryEvent(value: unknown): value is HistoryEvent {
  return isRecord(value) && typeof value.id === 'number' && typeof value.type === 'string' && typeof value.at === 'string'
}

/** What is new is added in its place; nothing is there twice, however it came. */
function withNews(events: HistoryEvent[] | undefined, news: readonly HistoryEvent[]): HistoryEvent[] | undefined {
  if (!events) return events
  const last = events.at(-1)?.id ?? 0
  const later = news.filter((event) => event.id > last).sort((one, other) => one.id - other.id)
  return later.length > 0 ? [...events, ...later] : events
}

export type LiveHistory = { events: readonly HistoryEvent[]; steps: Steps; isPending: boolean; error: unknown; retry: () => void; stream: StreamState }

const noEvents: readonly HistoryEvent[] = []

/** The history of an execution and the steps derived from it, as it grows. */
export function useLiveHistory(arn: string): LiveHistory {
  const queries = useQueryClient()
  const query = useQuery(historyQuery(arn))
  const { queryKey } = historyQuery(arn)
  const stream = useStream(
    query.isSuccess ? `/api/console/executions/${encodeURIComponent(arn)}/events` : null,
    {
      history: (data) => {
        if (!isRecord(data) || !Array.isArray(data.events)) return
        const news = data.events.filter(isHistoryEvent)
        queries.setQueryData(queryKey, (events) => withNews(events, news))
      },
      execution: () => void queries.invalidateQueries({ queryKey: executionQuery(arn).queryKey }),
    },
    // What happened between reading the history and following it, or while the stream was broken.
    () => {
      const last = queries.getQueryData(queryKey)?.at(-1)?.id ?? 0
      void readHistory(arn, last).then(({ events }) => queries.setQueryData(queryKey, (known) => withNews(known, events)))
      void queries.invalidateQueries({ queryKey: executionQuery(arn).queryKey })
    },
  )
  const events = query.data ?? noEvents
  const steps = useMemo(() => deriveSteps(events), [events])
  return { events, steps, isPending: query.isPending, error: query.error, retry: () => void query.refetch(), stream }
}
