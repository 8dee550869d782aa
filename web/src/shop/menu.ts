import { queryOptions, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import { shopInfo } from '../api/shop_info.ts'
import { language } from '../texts/bundles.ts'

export type MenuView = Schema['MenuView']
export type Category = Schema['CategoryView']
export type Item = Schema['ItemView']
export type OptionGroup = Schema['OptionGroupView']
export type Choice = Schema['ChoiceView']
export type Words = Schema['WordsView']

/** What is left changes as others order; nobody tells, so it is asked. */
const MENU_AGAIN_MS = 10_000
/** From here on people are told how many are left. */
export const FEW_LEFT = 5

export function menuQuery(store: string) {
  return queryOptions({
    queryKey: ['menu', store],
    queryFn: () => answerOf(api.GET('/api/stores/{store}/menu', { params: { path: { store } } })),
    refetchInterval: MENU_AGAIN_MS,
    staleTime: MENU_AGAIN_MS,
  })
}

export function useMenu() {
  const shop = useQuery({ ...shopInfo, refetchInterval: (query) => (query.state.status === 'error' ? MENU_AGAIN_MS : false) })
  const menu = useQuery({ ...menuQuery(shop.data?.store ?? ''), enabled: shop.data !== undefined })
  return { menu: menu.data, error: menu.data ? null : (shop.error ?? menu.error), retry: () => void (shop.error ? shop.refetch() : menu.refetch()) }
}

export function wordsOf(words: Words): string {
  return words[language]
}

export function itemsOf(menu: MenuView): Item[] {
  return menu.categories.flatMap((category) => category.items)
}

export function itemOf(menu: MenuView, id: string): Item | undefined {
  return itemsOf(menu).find((item) => item.id === id)
}

export type Availability = { kind: 'plenty' } | { kind: 'few'; left: number } | { kind: 'sold_out' }

export function availabilityOf(item: Item): Availability {
  if (item.available === 0) return { kind: 'sold_out' }
  return item.available <= FEW_LEFT ? { kind: 'few', left: item.available } : { kind: 'plenty' }
}
