import { type QueryClient, queryOptions } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'

export type Stock = Schema['StockView']

/** Orders take from the shelves while somebody looks at them. */
const READ_EVERY_MS = 10_000

export const stock = queryOptions({
  queryKey: ['board', 'stock'],
  queryFn: async (): Promise<readonly Stock[]> => (await answerOf(api.GET('/api/board/stock'))).items,
  refetchInterval: READ_EVERY_MS,
})

/** From now on so many of an item can be ordered. */
export async function restock(client: QueryClient, item: string, available: number): Promise<void> {
  const { items } = await answerOf(api.PUT('/api/board/stock/{item}', { params: { path: { item } }, body: { available } }))
  client.setQueryData(stock.queryKey, items)
}
