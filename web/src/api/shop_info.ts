import { useSuspenseQuery } from '@tanstack/react-query'

import { answerOf, api, type Schema } from './client.ts'

/** Which store this server sells for, and whether it is a demo. */
export type ShopInfo = Schema['ShopView']

/** It does not change while a server runs. */
export const shopInfo = { queryKey: ['shop'], queryFn: () => answerOf(api.GET('/api/shop')), staleTime: Number.POSITIVE_INFINITY } as const

export function useShopInfo(): ShopInfo {
  return useSuspenseQuery(shopInfo).data
}
