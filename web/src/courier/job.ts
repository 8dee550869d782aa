import { queryOptions } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import type { Point } from '../map/plane.ts'

export type Job = Schema['JobView']
/** The document's own shape of it is an intersection that nothing fits. */
export type Courier = {
  id: string
  name: string
  state: Schema['CourierStateView']
  point: Point
  /** Degrees from north, clockwise. */
  heading: number
  seen_at: string
}
export type AttemptReason = Extract<Schema['ReasonWish']['reason'], 'customer_absent' | 'wrong_address'>

/** What the courier does next; each is one request. */
export type Step = 'at-store' | 'picked-up' | 'arrived' | 'hand-over' | 'returned'

/** Whoever was not at home so often gets nothing more: the order goes back. */
const ATTEMPTS_MAX = 2

const steps: Partial<Record<Job['status'], Step>> = {
  CONFIRMED: 'at-store',
  PREPARING: 'at-store',
  READY: 'at-store',
  COURIER_ASSIGNED: 'at-store',
  AT_STORE: 'picked-up',
  ON_THE_WAY: 'arrived',
  ARRIVED: 'hand-over',
}

/** Nothing is left to do where it is null. */
export function nextStep(job: Pick<Job, 'status' | 'attempts'>): Step | null {
  const step = steps[job.status] ?? null
  return step && job.attempts >= ATTEMPTS_MAX ? 'returned' : step
}

/** How often it may still be tried to hand it over. */
export function attemptsLeft(job: Pick<Job, 'attempts'>): number {
  return Math.max(0, ATTEMPTS_MAX - job.attempts)
}

/** Where the courier goes now. */
export function destination(job: Pick<Job, 'status' | 'attempts' | 'address'>, store: Point | null): Point | null {
  const step = nextStep(job)
  return step === 'arrived' || step === 'hand-over' ? job.address.point : store
}

/** No stream tells couriers what is theirs. */
const JOBS_EVERY_MS = 3_000

/** An operator says which courier they act as; a courier is who they are. */
const acting = (as: string | null) => ({ 'Entrega-Courier': as })

export function jobsQuery(as: string | null) {
  return queryOptions({
    queryKey: ['courier', 'orders', as],
    queryFn: async (): Promise<readonly Job[]> => (await answerOf(api.GET('/api/courier/orders', { params: { header: acting(as) } }))).items,
    refetchInterval: JOBS_EVERY_MS,
  })
}

export type Done = { step: Exclude<Step, 'hand-over'> } | { step: 'hand-over'; pin: string } | { step: 'attempt-failed'; reason: AttemptReason }

export function tell(as: string | null, order: string, done: Done): Promise<Job> {
  const params = { path: { order }, header: acting(as) }
  switch (done.step) {
    case 'at-store':
      return answerOf(api.POST('/api/courier/orders/{order}/at-store', { params }))
    case 'picked-up':
      return answerOf(api.POST('/api/courier/orders/{order}/picked-up', { params }))
    case 'arrived':
      return answerOf(api.POST('/api/courier/orders/{order}/arrived', { params }))
    case 'hand-over':
      return answerOf(api.POST('/api/courier/orders/{order}/hand-over', { params, body: { pin: done.pin } }))
    case 'attempt-failed':
      return answerOf(api.POST('/api/courier/orders/{order}/attempt-failed', { params, body: { reason: done.reason } }))
    case 'returned':
      return answerOf(api.POST('/api/courier/orders/{order}/returned', { params }))
  }
}

export function tellPosition(as: string | null, point: Point, heading: number): Promise<Courier> {
  return answerOf(api.POST('/api/courier/position', { params: { header: acting(as) }, body: { point, heading } }))
}

/** Those whom an operator can act as. */
export const couriersQuery = queryOptions({
  queryKey: ['courier', 'couriers'],
  queryFn: async (): Promise<readonly Courier[]> => (await answerOf(api.GET('/api/board/couriers'))).items,
  refetchInterval: JOBS_EVERY_MS,
})
