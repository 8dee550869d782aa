import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import { type StreamState, useStream } from '../api/live.ts'
import { isRecord, ProblemError } from '../api/problem.ts'
import type { Entry, OrderView, TrackedView } from './followed.ts'

/** While no events come, it is asked as often. */
const ASK_AGAIN_MS = 5_000

/** An order as it is now, kept by the events of its stream. What is known stays when the server is away. */
export type Live<V> = { data: V | undefined; error: Error | null; stream: StreamState; isGone: boolean; retry: () => void }

type Timed = { timeline: Entry[] }
type WithCourier = { courier?: Schema['AssignedView'] | null }

/** An order by its link. */
export function useTracked(token: string): Live<TrackedView> {
  const path = `/api/track/${encodeURIComponent(token)}/events`
  return useLive(['track', token], path, () => answerOf(api.GET('/api/track/{token}', { params: { path: { token } } })), (order, timeline) =>
    isTracked(order) ? { ...order, timeline } : null,
  )
}

export type OwnOrder = OrderView & Timed

/** An order of whoever is signed in, with what happened to it. */
export function useOwnOrder(order: string): Live<OwnOrder> {
  const path = `/api/orders/${encodeURIComponent(order)}/events`
  return useLive(orderKey(order), path, () => readOwn(order), (told, timeline) => (isOwn(told) ? { ...told, timeline } : null))
}

export function orderKey(order: string): QueryKey {
  return ['own-order', order]
}

async function readOwn(order: string): Promise<OwnOrder> {
  const params = { path: { order } }
  const [view, timeline] = await Promise.all([
    answerOf(api.GET('/api/orders/{order}', { params })),
    answerOf(api.GET('/api/orders/{order}/timeline', { params })),
  ])
  return { ...view, timeline: timeline.entries }
}

/** An order that is told leaves out what it has not, so it takes the place of what was known; `told` makes one with its timeline. */
type Told<V> = (order: unknown, timeline: Entry[]) => V | null

/** Answers that mean that there is nothing to follow, for this reader at least. */
const GONE = [401, 403, 404, 410]

function useLive<V extends Timed & WithCourier>(queryKey: QueryKey, path: string, read: () => Promise<V>, told: Told<V>): Live<V> {
  const queries = useQueryClient()
  const query = { queryKey, queryFn: read }
  const { data, error, refetch } = useQuery(query)
  const isGone = error instanceof ProblemError && GONE.includes(error.status)
  const change = (merge: (known: V) => V) => queries.setQueryData<V>(queryKey, (known) => (known ? merge(known) : known))
  const stream = useStream(data && !isGone ? path : null, {
    entry: (entry) => {
      if (isEntry(entry)) change((known) => ({ ...known, timeline: withEntry(known.timeline, entry) }))
    },
    order: (order) => {
      change((known) => told(order, known.timeline) ?? known)
    },
    courier: (place) => {
      if (isPlace(place)) change((known) => (known.courier ? { ...known, courier: { ...known.courier, ...place } } : known))
    },
  })
  useQuery({ ...query, refetchInterval: stream === 'waiting' ? ASK_AGAIN_MS : false })
  return { data, error, stream, isGone, retry: () => void refetch() }
}

/** A stream that begins anew tells all entries again: each is known by its number. */
export function withEntry(timeline: Entry[], entry: Entry): Entry[] {
  if (timeline.some(({ number }) => number === entry.number)) return timeline
  return [...timeline, entry].sort((a, b) => a.number - b.number)
}

function isEntry(value: unknown): value is Entry {
  return isRecord(value) && typeof value.number === 'number' && typeof value.text === 'string' && typeof value.at === 'string'
}

function isTracked(value: unknown): value is Omit<TrackedView, 'timeline'> {
  return isRecord(value) && typeof value.status === 'string' && isRecord(value.store_point)
}

function isOwn(value: unknown): value is OrderView {
  return isRecord(value) && typeof value.status === 'string' && isRecord(value.address)
}

type Place = Pick<Schema['AssignedView'], 'point' | 'heading' | 'seen_at'>

function isPlace(value: unknown): value is Place {
  return isRecord(value) && isRecord(value.point) && typeof value.seen_at === 'string'
}
