import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../../api/client.ts'
import { type StreamState, useStream } from '../../api/live.ts'
import { isRecord } from '../../api/problem.ts'

export type Order = Schema['OrderView']

export function orderQuery(id: string) {
  return queryOptions({
    queryKey: ['order', id],
    queryFn: () => answerOf(api.GET('/api/orders/{order}', { params: { path: { order: id } } })),
  })
}

/** An order as it is, while it changes. */
export function useLiveOrder(id: string): { order: Order | undefined; error: unknown; stream: StreamState } {
  const queries = useQueryClient()
  const { data, error } = useQuery(orderQuery(id))
  const stream = useStream(`/api/orders/${encodeURIComponent(id)}/events`, {
    order: (order) => {
      if (isOrder(order, id)) queries.setQueryData(orderQuery(id).queryKey, order)
    },
  })
  return { order: data, error, stream }
}

function isOrder(value: unknown, id: string): value is Order {
  return isRecord(value) && value.id === id && typeof value.status === 'string'
}

/** What has to be done about an order that was just placed. */
export type Stage = 'store' | 'choose' | 'pix' | 'paying' | 'pay_again' | 'done' | 'off'

export function stageOf(order: Order): Stage {
  switch (order.status) {
    case 'RECEIVED':
    case 'CHECKING':
    case 'QUOTED':
    case 'AWAITING_CONFIRMATION':
      return order.closing ? 'off' : 'store'
    case 'NEEDS_CHOICE':
      return order.closing ? 'off' : 'choose'
    case 'AWAITING_PAYMENT':
      return order.closing ? 'off' : paymentStage(order)
    case 'CANCELLED':
    case 'RETURNED':
    case 'FAILED':
      return 'off'
    case 'CONFIRMED':
    case 'PREPARING':
    case 'READY':
    case 'COURIER_ASSIGNED':
    case 'AT_STORE':
    case 'ON_THE_WAY':
    case 'ARRIVED':
    case 'DELIVERED':
      return 'done'
  }
}

function paymentStage({ payment }: Order): Stage {
  switch (payment.state) {
    case 'DECLINED':
    case 'EXPIRED':
    case 'CANCELLED':
      return 'pay_again'
    case 'PENDING':
      return payment.pix ? 'pix' : 'paying'
    case 'NOT_ASKED':
    case 'AT_THE_DOOR':
    case 'PAID':
    case 'REFUNDED':
      return 'paying'
  }
}
