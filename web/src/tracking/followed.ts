import type { Schema } from '../api/client.ts'
import type { Store } from '../api/store.ts'
import type { Point } from '../map/plane.ts'
import type { Status } from './status.ts'

export type Entry = Schema['TimelineView']['entries'][number]
export type Span = Schema['WindowView']
export type OrderView = Schema['OrderView']
export type TrackedView = Schema['TrackedView']

/** An order that is followed, by its link or by the customer whose it is. What only they may know is null for others. */
export type Followed = {
  number: number
  store: string
  storePoint: Point | null
  firstName: string | null
  status: Status
  /** The server's words for it, which know who cancelled and what goes back. */
  statusText: string
  window: Span
  promised: Span
  lines: Schema['LineView'][]
  totals: Schema['TotalsView']
  payment: Schema['PaymentView']
  courier: Courier | null
  pin: string | null
  home: Point | null
  placedAt: string
  /** Where the QR code of the Pix is. */
  pixPicture: string
}

export type Courier = { id: string; name: string; seen: { at: Point; heading: number | null; seenAt: string } | null }

export function ofLink(view: TrackedView, token: string): Followed {
  return {
    number: view.number,
    store: view.store,
    storePoint: view.store_point,
    firstName: view.first_name,
    status: view.status,
    statusText: view.status_text,
    window: view.window,
    promised: view.promised,
    lines: view.lines,
    totals: view.totals,
    payment: view.payment,
    courier: courierOf(view.courier),
    pin: null,
    home: null,
    placedAt: view.placed_at,
    pixPicture: `/api/track/${encodeURIComponent(token)}/pix.svg`,
  }
}

export function ofCustomer(view: OrderView, store: Store | undefined): Followed {
  return {
    number: view.number,
    store: store?.name ?? '',
    storePoint: store?.point ?? null,
    firstName: null,
    status: view.status,
    statusText: view.status_text,
    window: view.window,
    promised: view.promised,
    lines: view.lines,
    totals: view.totals,
    payment: view.payment,
    courier: courierOf(view.courier),
    pin: view.pin,
    home: view.address.point,
    placedAt: view.placed_at,
    pixPicture: `/api/orders/${encodeURIComponent(view.id)}/pix.svg`,
  }
}

function courierOf(assigned: Schema['AssignedView'] | null | undefined): Courier | null {
  if (!assigned) return null
  const { id, name, point, heading, seen_at: seenAt } = assigned
  return { id, name, seen: point && seenAt ? { at: point, heading: heading ?? null, seenAt } : null }
}
