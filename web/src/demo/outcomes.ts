import type { DemoMessage, DemoOrder, DemoState, FailureName } from '../api/demo.ts'

/** Something that came of a failure: an order, and what happened to it. */
export type Outcome = { order: DemoOrder; what: 'pix-expired' | 'card-declined' | 'courier-lost' | 'store-refused' | 'not-told' | 'told-late' }

/** What is looked at to say so. */
export type Seen = {
  state: DemoState
  messages: readonly DemoMessage[]
  /** Orders of which a card was declined: their timelines say so. */
  declined: ReadonlySet<string>
}

/** Since when a failure is on, and until when it was. */
export type Span = { since: number; until: number | null }

/** A courier who brings something says where they are every few seconds. */
const UNSEEN_MS = 10_000

/** What came of a failure since it was switched on, the newest first. */
export function outcomesOf(failure: FailureName, span: Span, seen: Seen): Outcome[] {
  const { orders } = seen.state
  const changed = orders.filter((order) => Date.parse(order.updated_at) >= span.since)
  switch (failure) {
    case 'pix_expires':
      return newest(changed.filter(({ reason }) => reason === 'payment_expired')).map((order) => ({ order, what: 'pix-expired' }))
    case 'card_declined':
      return newest(orders.filter(({ id, reason }) => seen.declined.has(id) || (reason === 'payment_declined' && changed.some((one) => one.id === id)))).map((order) => ({ order, what: 'card-declined' }))
    case 'store_refuses':
      return newest(changed.filter(({ reason }) => reason === 'store_too_busy')).map((order) => ({ order, what: 'store-refused' }))
    case 'courier_vanishes': {
      const now = Date.parse(seen.state.now)
      const lost = seen.state.couriers.filter((courier) => courier.state === 'BUSY' && now - Date.parse(courier.seen_at) > UNSEEN_MS)
      return newest(orders.filter(({ number }) => lost.some((courier) => courier.order === number))).map((order) => ({ order, what: 'courier-lost' }))
    }
    case 'sns_down': {
      const end = span.until ?? Number.POSITIVE_INFINITY
      const told = (order: DemoOrder) => seen.messages.filter((message) => message.order === order.id).map(({ at }) => Date.parse(at))
      return newest(changed.filter(({ placed_at }) => Date.parse(placed_at) < end)).flatMap((order): Outcome[] => {
        const times = told(order)
        // A message that left meanwhile was not held up.
        if (times.some((at) => at >= span.since && at < end)) return []
        return [{ order, what: times.some((at) => at >= end) ? 'told-late' : 'not-told' }]
      })
    }
  }
}

function newest(orders: readonly DemoOrder[]): DemoOrder[] {
  return orders.toSorted((one, other) => Date.parse(other.updated_at) - Date.parse(one.updated_at))
}
