import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import type { OrderView } from './followed.ts'
import { orderKey, type OwnOrder } from './live.ts'

/** What a customer changes about an order. The answer is the order as it is then, on the page before its stream tells. */

export type AddressBody = Schema['AddressBody']
export type Preview = Schema['PreviewView']
export type CancelReason = Schema['ReasonWish']['reason']

function useChange<W>(order: string, send: (wish: W) => Promise<OrderView>): UseMutationResult<OrderView, Error, W> {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: (changed) => {
      queries.setQueryData<OwnOrder>(orderKey(order), (known) => (known ? { ...changed, timeline: known.timeline } : known))
    },
  })
}

const at = (order: string) => ({ path: { order } })

export function useChangeAddress(order: string) {
  return useChange(order, (body: AddressBody) => answerOf(api.POST('/api/orders/{order}/address', { params: at(order), body })))
}

export function useInstruct(order: string) {
  return useChange(order, (body: Schema['InstructionsWish']) => answerOf(api.POST('/api/orders/{order}/instructions', { params: at(order), body })))
}

export function useCancel(order: string) {
  return useChange(order, (reason: CancelReason) => answerOf(api.POST('/api/orders/{order}/cancellation', { params: at(order), body: { reason } })))
}

export function useChoose(order: string) {
  return useChange(order, (body: Schema['ChoiceWish']) => answerOf(api.POST('/api/orders/{order}/choice', { params: at(order), body })))
}

export function usePay(order: string) {
  return useChange(order, (payment: Schema['PaymentWish']) => answerOf(api.POST('/api/orders/{order}/payment', { params: at(order), body: { payment } })))
}

export function previewAddress(order: string, body: AddressBody): Promise<Preview> {
  return answerOf(api.POST('/api/orders/{order}/address/preview', { params: at(order), body }))
}

export function previewCancellation(order: string): Promise<Preview> {
  return answerOf(api.GET('/api/orders/{order}/cancellation', { params: at(order) }))
}
