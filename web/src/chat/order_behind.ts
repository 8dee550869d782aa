/** The order that is talked about, as it is now: cards and citations lead there. */

import { useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import { paths } from '../paths.ts'
import type { Whose } from './requests.ts'

type Point = Schema['PointView']
type TimelineEntry = Schema['EntryView']

export type OrderBehind = {
  /** Its page. */
  href: string
  status: string
  number: string
  window: Schema['WindowView']
  store: Point | null
  door: Point | null
  courier: Schema['AssignedView'] | null
  /** Where its timeline is read, unless it is known. */
  timeline: TimelineEntry[] | { order: string }
}

/** Orders change while they are talked about. */
const ORDERS_AGAIN_MS = 15_000

const myOrders = {
  queryKey: ['chat', 'orders'],
  queryFn: () => answerOf(api.GET('/api/orders')),
  staleTime: ORDERS_AGAIN_MS,
  refetchInterval: ORDERS_AGAIN_MS,
}

function trackedOrder(token: string) {
  return {
    queryKey: ['chat', 'track', token],
    queryFn: () => answerOf(api.GET('/api/track/{token}', { params: { path: { token } } })),
    staleTime: ORDERS_AGAIN_MS,
    refetchInterval: ORDERS_AGAIN_MS,
  }
}

/** One of the customer's orders, by what people call it. */
export function useOrderBehind({ link }: Whose, number: string): OrderBehind | null {
  const tracked = useQuery({ ...trackedOrder(link ?? ''), enabled: link !== null })
  const mine = useQuery({ ...myOrders, enabled: link === null })
  if (link !== null) {
    const order = tracked.data
    if (!order || String(order.number) !== number) return null
    return { href: paths.track(link), status: order.status_text, number, window: order.window, store: order.store_point, door: null, courier: order.courier ?? null, timeline: order.timeline }
  }
  const order = mine.data?.items.find((one) => String(one.number) === number)
  if (!order) return null
  return { href: paths.order(order.id), status: order.status_text, number, window: order.window, store: null, door: order.address.point, courier: order.courier ?? null, timeline: { order: order.id } }
}

/** What happened then, in a sentence; null until it is known. */
export function useTimelineEntry(behind: OrderBehind | null, number: number): TimelineEntry | null {
  const order = behind && !Array.isArray(behind.timeline) ? behind.timeline.order : ''
  const read = useQuery({
    queryKey: ['chat', 'timeline', order],
    queryFn: () => answerOf(api.GET('/api/orders/{order}/timeline', { params: { path: { order } } })),
    staleTime: ORDERS_AGAIN_MS,
    enabled: order !== '',
  })
  const timeline = behind && Array.isArray(behind.timeline) ? behind.timeline : (read.data?.entries ?? [])
  return timeline.find((entry) => entry.number === number) ?? null
}

/** What the chat was opened about: the link's order, or one of the customer's own. */
export function useOrderAbout(whose: Whose, order: string | null): { number: string; status: string; href: string } | null {
  const tracked = useQuery({ ...trackedOrder(whose.link ?? ''), enabled: whose.link !== null })
  const own = useQuery({
    queryKey: ['chat', 'order', order],
    queryFn: () => answerOf(api.GET('/api/orders/{order}', { params: { path: { order: order ?? '' } } })),
    staleTime: ORDERS_AGAIN_MS,
    enabled: whose.link === null && order !== null,
  })
  if (whose.link !== null && tracked.data) return { number: String(tracked.data.number), status: tracked.data.status_text, href: paths.track(whose.link) }
  if (own.data) return { number: String(own.data.number), status: own.data.status_text, href: paths.order(own.data.id) }
  return null
}
