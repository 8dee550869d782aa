import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'

import { answerOf, api } from '../api/client.ts'
import { type StreamState, useStream } from '../api/live.ts'
import { isRecord } from '../api/problem.ts'
import { type Courier, couriers, withCourier } from './couriers.ts'
import { type Board, type BoardOrder, emptyBoard, readAnew, withOrder, withoutStopped } from './stage.ts'

const PAGE = 100

const boardKey = ['board', 'orders'] as const

/** What is known of one order beyond the board is below this key. */
export const orderKey = (order: string) => ['board', 'order', order] as const

async function readOpen(): Promise<BoardOrder[]> {
  const all: BoardOrder[] = []
  let cursor: string | undefined
  do {
    const page = await answerOf(api.GET('/api/board', { params: { query: { limit: PAGE, cursor } } }))
    all.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor)
  return all
}

const boardOrders = queryOptions({
  queryKey: boardKey,
  queryFn: async ({ client }): Promise<Board> => {
    const known = () => client.getQueryData<Board>(boardKey) ?? emptyBoard
    const before = known()
    const open = await readOpen()
    return readAnew(before, known(), open)
  },
  // The stream says when it is to be read again.
  staleTime: Number.POSITIVE_INFINITY,
})

const isOrder = (data: unknown): data is BoardOrder => isRecord(data) && typeof data.id === 'string' && typeof data.status === 'string'
const isCourier = (data: unknown): data is Courier => isRecord(data) && typeof data.id === 'string' && typeof data.state === 'string'

/** An order as the server has just answered. */
export function learnOrder(client: QueryClient, order: BoardOrder): void {
  client.setQueryData<Board>(boardKey, (board) => withOrder(board ?? emptyBoard, order))
  void client.invalidateQueries({ queryKey: orderKey(order.id) })
}

export function forgetStopped(client: QueryClient, order: string): void {
  client.setQueryData<Board>(boardKey, (board) => board && withoutStopped(board, order))
}

/** The board, kept up by its stream. */
export function useBoard(): { board: Board | undefined; error: Error | null; stream: StreamState; retry: () => void } {
  const client = useQueryClient()
  const query = useQuery(boardOrders)
  const stream = useStream('/api/board/events', {
    reset: () => {
      void client.invalidateQueries({ queryKey: boardKey })
      void client.invalidateQueries({ queryKey: couriers.queryKey })
    },
    order: (data) => {
      if (isOrder(data)) learnOrder(client, data)
    },
    courier: (data) => {
      if (isCourier(data)) client.setQueryData(couriers.queryKey, (known) => known && withCourier(known, data))
    },
  })
  return { board: query.data, error: query.error, stream, retry: () => void query.refetch() }
}
