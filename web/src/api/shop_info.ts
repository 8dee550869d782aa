import { useSuspenseQuery } from '@tanstack/react-query'

import { ProblemError, Unreachable } from './problem.ts'

/** Which store this server sells for, whether it is a demo, and whether no money moves. */
export type ShopInfo = { store: string; demo: boolean; sandbox: boolean; chat: boolean; version: string }

async function read(): Promise<ShopInfo> {
  const response = await fetch('/api/shop').catch((cause: unknown) => {
    throw new Unreachable(cause)
  })
  const body = await response.json().catch(() => null)
  if (!response.ok) throw new ProblemError(response.status, body)
  return body
}

/** It does not change while a server runs. */
export const shopInfo = { queryKey: ['shop'], queryFn: read, staleTime: Number.POSITIVE_INFINITY } as const

export function useShopInfo(): ShopInfo {
  return useSuspenseQuery(shopInfo).data
}
