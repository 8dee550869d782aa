import { queryOptions, skipToken } from '@tanstack/react-query'

import { awsJson } from '../api/aws.ts'
import { answerOf, api } from '../api/client.ts'
import { isRecord } from '../api/problem.ts'
import type { Step, Steps } from '../history/steps.ts'

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
