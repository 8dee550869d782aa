import { queryOptions, skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'

import { awsJson } from '../api/aws.ts'
import { answerOf, api, type Schema } from '../api/client.ts'
import type { HistoryEvent } from '../api/execution.ts'
import { type StreamState, useStream } from '../api/live.ts'
import { isRecord } from '../api/problem.ts'
import { executionQuery } from './executions_query.ts'
import { deriveSteps, type Step, type Steps } from './steps.ts'

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

/** An event as AWS has it, with its payloads. */
export type EventDetail = Record<string, unknown>

async function readEvent(arn: string, event: number): Promise<EventDetail> {
  const detail = await answerOf(api.GET('/api/console/executions/{execution}/history/{event}', { params: { path: { execution: arn, event } } }))
  return isRecord(detail) ? detail : {}
}

export function eventQuery(arn: string, id: number | null) {
  return queryOptions({
    queryKey: ['event', arn, id],
    queryFn: id === null ? skipToken : () => readEvent(arn, id),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The details of an event: AWS names that member after its type. */
export function detailsOf(event: EventDetail): Record<string, unknown> {
  for (const [name, value] of Object.entries(event)) if (name.endsWith('EventDetails') && isRecord(value)) return value
  return {}
}

export function textDetail(event: EventDetail | undefined, name: string): string | null {
  const value = event && detailsOf(event)[name]
  return typeof value === 'string' ? value : null
}

export type Variables = Record<string, string>

type AwsHistory = { events: (EventDetail & { id: number })[]; nextToken?: string }

const PAGE = 1_000

/** The variables that a step could read, and those it has assigned itself: each as JSON. */
export function variablesQuery(arn: string, steps: Steps, step: Step) {
  return queryOptions({
    queryKey: ['variables', arn, step.id, step.exitEvent],
    queryFn: async (): Promise<{ before: Variables; assigned: Variables }> => {
      const exits = new Set(linesBefore(steps, step).flatMap((one) => one.exitEvent ?? []))
      const until = Math.max(step.exitEvent ?? 0, ...exits)
      const found = new Map<number, Variables>()
      let nextToken: string | undefined
      let last = 0
      while (last < until) {
        const page: AwsHistory = await awsJson<AwsHistory>('states', 'GetExecutionHistory', { executionArn: arn, maxResults: PAGE, nextToken, includeExecutionData: true })
        for (const event of page.events) if (exits.has(event.id) || event.id === step.exitEvent) found.set(event.id, assignedBy(event))
        last = page.events.at(-1)?.id ?? until
        nextToken = page.nextToken
        if (!nextToken) break
      }
      const before: Variables = {}
      for (const id of [...exits].sort((one, other) => one - other)) Object.assign(before, found.get(id))
      return { before, assigned: found.get(step.exitEvent ?? 0) ?? {} }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The steps of which a step sees the variables: those before it on its own line, and on the lines around that. */
function linesBefore(steps: Steps, step: Step): Step[] {
  const before: Step[] = []
  for (let at: Step | undefined = step; at; ) {
    const id: number | null = at.follows ?? at.within
    const isAround = at.follows === null
    at = id === null ? undefined : steps.byId.get(id)
    if (at && !isAround) before.push(at)
  }
  return before
}

function assignedBy(event: EventDetail): Variables {
  const assigned = detailsOf(event).assignedVariables
  if (!isRecord(assigned)) return {}
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, String(value)]))
}
