import { describe, expect, it } from 'vitest'

import type { DemoMessage, DemoOrder, DemoState } from '../api/demo.ts'
import { outcomesOf, type Seen } from './outcomes.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 26, 19, 0, second)).toISOString()
const since = Date.parse(at(10))

function order(number: number, more: Partial<DemoOrder> = {}): DemoOrder {
  return {
    id: `order-${number}`,
    number,
    status: 'CONFIRMED',
    customer: 'Ana',
    address: 'Rua das Acácias, 10',
    point: { x: 0, y: 0 },
    window: { from: at(40), to: at(50) },
    late_seconds: 0,
    courier: null,
    reason: null,
    tracking_link: '/r/token',
    placed_at: at(0),
    updated_at: at(20),
    ...more,
  }
}

function seen(orders: DemoOrder[], more: Partial<Seen> = {}, couriers: DemoState['couriers'] = []): Seen {
  const counts = { placed: 0, delivered: 0, cancelled: 0, per_minute: 0, open: 0, awaiting_payment: 0, late: 0 }
  const state: DemoState = { now: at(30), pace: 20, store: { name: '', point: { x: 0, y: 0 }, time_zone: null }, orders, couriers, counts, invariants: null, failures: [] }
  return { state, messages: [], declined: new Set(), ...more }
}

const numbers = (failure: Parameters<typeof outcomesOf>[0], from: Seen, until: number | null = null) =>
  outcomesOf(failure, { since, until }, from).map(({ order, what }) => [order.number, what])

describe('what came of a failure', () => {
  it('is what happened since it was switched on, the newest first', () => {
    const expired = { status: 'CANCELLED', reason: 'payment_expired' } as const
    const orders = [order(1, { ...expired, updated_at: at(5) }), order(2, { ...expired, updated_at: at(12) }), order(3, { ...expired, updated_at: at(15) }), order(4)]
    expect(numbers('pix_expires', seen(orders))).toEqual([
      [3, 'pix-expired'],
      [2, 'pix-expired'],
    ])
  })

  it('a card is declined while the order goes on waiting', () => {
    const waiting = order(1, { status: 'AWAITING_PAYMENT' })
    expect(numbers('card_declined', seen([waiting]))).toEqual([])
    expect(numbers('card_declined', seen([waiting], { declined: new Set(['order-1']) }))).toEqual([[1, 'card-declined']])
  })

  it('a courier is lost who brings something and has not been seen', () => {
    const courier = { id: 'rita', name: 'Rita', point: { x: 0, y: 0 }, heading: 0, order: 1, seen_at: at(15), state: 'BUSY' } as const
    expect(numbers('courier_vanishes', seen([order(1)], {}, [courier]))).toEqual([[1, 'courier-lost']])
    expect(numbers('courier_vanishes', seen([order(1)], {}, [{ ...courier, seen_at: at(25) }]))).toEqual([])
    expect(numbers('courier_vanishes', seen([order(1)], {}, [{ ...courier, state: 'FREE', order: null }]))).toEqual([])
  })

  it('messages are late, and arrive once it is over', () => {
    const message: DemoMessage = { id: 'm', order: 'order-1', number: 1, customer: 'Ana', channel: 'sms', to: null, about: '', subject: null, text: '', state: 'SENT', why: null, until: null, at: at(26) }
    expect(numbers('sns_down', seen([order(1)]))).toEqual([[1, 'not-told']])
    expect(numbers('sns_down', seen([order(1)], { messages: [message] }))).toEqual([])
    expect(numbers('sns_down', seen([order(1)], { messages: [message] }), Date.parse(at(25)))).toEqual([[1, 'told-late']])
    expect(numbers('sns_down', seen([order(1)], { messages: [{ ...message, at: at(5) }] }), Date.parse(at(25)))).toEqual([[1, 'not-told']])
  })
})
