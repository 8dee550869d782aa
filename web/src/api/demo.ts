import { ProblemError, Unreachable } from './problem.ts'
import type { Schema } from './client.ts'
import { language } from '../texts/bundles.ts'
import type { Language } from '../texts/language.ts'

/** What a demo server shows of itself to everybody, and what everybody may switch in it. */

type Point = { x: number; y: number }

export type FailureName = 'pix_expires' | 'card_declined' | 'courier_vanishes' | 'store_refuses' | 'sns_down'
export type Failure = { name: FailureName; on: boolean; title: Record<Language, string>; expected: Record<Language, string> }

export type DemoOrder = {
  id: string
  number: number
  status: Schema['BoardOrderView']['status']
  customer: string
  address: string
  point: Point
  window: { from: string; to: string }
  late_seconds: number
  courier: string | null
  reason: Schema['ReasonWish']['reason'] | null
  tracking_link: string
  placed_at: string
  updated_at: string
}

export type DemoCourier = {
  id: string
  name: string
  point: Point
  heading: number
  state: Schema['CourierStateView']
  /** The number of the order that is brought. */
  order: number | null
  seen_at: string
}

export type InvariantName = 'oversold' | 'double_charges' | 'lost' | 'unnotified' | 'stuck'
export type Invariants = Record<InvariantName, number> & { orders: number; checked_at: string }

export type DemoState = {
  now: string
  pace: number
  store: { name: string; point: Point; time_zone: string | null }
  orders: readonly DemoOrder[]
  couriers: readonly DemoCourier[]
  counts: { placed: number; delivered: number; cancelled: number; per_minute: number; open: number; awaiting_payment: number; late: number }
  invariants: Invariants | null
  failures: readonly Failure[]
}

export type DemoMessage = {
  id: string
  order: string
  number: number | null
  customer: string
  channel: Schema['ChannelView']
  to: string | null
  about: string
  subject: string | null
  text: string | null
  state: Schema['MessageStateView']
  why: string | null
  until: string | null
  at: string
}

export const demoEvents = '/api/demo/events'

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const init: RequestInit = body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}
  const response = await fetch(path, init).catch((cause: unknown) => {
    throw new Unreachable(cause)
  })
  const answer = await response.json().catch(() => null)
  if (!response.ok) throw new ProblemError(response.status, answer, response.headers.get('retry-after'))
  return answer
}

export const readState = () => ask<DemoState>('/api/demo/state')
export const readMessages = async () => (await ask<{ items: DemoMessage[] }>(`/api/demo/messages?lang=${language}`)).items
export const switchFailure = (name: FailureName, on: boolean) => ask<Failure[]>('/api/demo/failures', { name, on })
export const setPace = (times: number) => ask<{ times: number }>('/api/demo/pace', { times })
