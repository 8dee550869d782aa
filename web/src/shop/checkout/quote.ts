import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../../api/client.ts'
import { type Cart, cartWish } from '../cart.ts'

export type Quote = Schema['QuoteView']
export type Address = Schema['AddressBody']

/** A quote is renewed before it expires, so that whoever takes their time is not told off. */
const RENEWED_BEFORE_MS = 30_000
/** It is never asked for more often than this. */
const AGAIN_MIN_MS = 5_000

/** What the cart costs at an address, for as long as somebody looks. */
export function useQuote(cart: Cart, address: Address | null) {
  const wish = { cart: cartWish(cart), address }
  return useQuery({
    queryKey: ['quote', wish],
    queryFn: () => {
      if (!wish.address) throw new Error('a quote needs an address')
      return answerOf(api.POST('/api/quotes', { body: { cart: wish.cart, address: wish.address } }))
    },
    enabled: address !== null && cart.length > 0,
    placeholderData: keepPreviousData,
    staleTime: RENEWED_BEFORE_MS,
    gcTime: 0,
    refetchInterval: (query) => {
      const quote = query.state.data
      return quote ? Math.max(AGAIN_MIN_MS, Date.parse(quote.expires_at) - Date.now() - RENEWED_BEFORE_MS) : false
    },
  })
}
