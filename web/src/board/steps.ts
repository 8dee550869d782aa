import { answerOf, api } from '../api/client.ts'
import type { BoardOrder, Status } from './stage.ts'

/** What the store does next with an order, by one touch. */
export type Step = 'accept' | 'prepare' | 'ready'

export function nextStep(order: BoardOrder): Step | null {
  if (order.closing) return null
  if (order.status === 'AWAITING_CONFIRMATION') return order.accepted_at ? null : 'accept'
  if (order.status === 'CONFIRMED') return 'prepare'
  return order.status === 'PREPARING' ? 'ready' : null
}

/** A courier is sent for what is ready; another one until it has left. */
export function takesCourier(order: BoardOrder): boolean {
  return !order.closing && (order.status === 'READY' || order.status === 'COURIER_ASSIGNED' || order.status === 'AT_STORE')
}

/** How an order looks when a step was taken and the server has not answered yet. */
export function asIf(order: BoardOrder, step: Step): BoardOrder {
  const leadsTo: Record<Step, Status> = { accept: order.status, prepare: 'PREPARING', ready: 'READY' }
  return { ...order, status: leadsTo[step], accepted_at: step === 'accept' ? order.updated_at : order.accepted_at }
}

export function take(order: string, step: Step): Promise<BoardOrder> {
  const params = { path: { order } }
  switch (step) {
    case 'accept':
      return answerOf(api.POST('/api/board/orders/{order}/accept', { params }))
    case 'prepare':
      return answerOf(api.POST('/api/board/orders/{order}/prepare', { params }))
    case 'ready':
      return answerOf(api.POST('/api/board/orders/{order}/ready', { params }))
  }
}
