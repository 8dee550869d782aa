import { queryOptions, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schema } from './client.ts'
import { shopInfo } from './shop_info.ts'

export type Store = Schema['StoreView']

/** A store opens, closes and pauses while its pages are open. */
const STORE_AGAIN_MS = 60_000

export function storeQuery(store: string) {
  return queryOptions({
    queryKey: ['store', store],
    queryFn: () => answerOf(api.GET('/api/stores/{store}', { params: { path: { store } } })),
    refetchInterval: STORE_AGAIN_MS,
  })
}

/** The store that is sold for, once it is known. */
export function useStore() {
  const shop = useQuery(shopInfo)
  return useQuery({ ...storeQuery(shop.data?.store ?? ''), enabled: shop.data !== undefined })
}
