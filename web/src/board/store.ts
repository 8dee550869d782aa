import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import { useShopInfo } from '../api/shop_info.ts'
import { type Store, storeQuery } from '../api/store.ts'
import { language } from '../texts/bundles.ts'
import { useToasts } from '../ui/toast.tsx'

type StoreWish = Schema['StoreWish']

export function useStore(): Store {
  return useSuspenseQuery(storeQuery(useShopInfo().store)).data
}

/** Settles how the store takes orders; what is being settled is in its `variables`. */
export function useSettleStore() {
  const client = useQueryClient()
  const toasts = useToasts()
  const { queryKey } = storeQuery(useShopInfo().store)
  return useMutation({
    mutationFn: (wish: StoreWish) => answerOf(api.PUT('/api/board/store', { body: wish })),
    onSuccess: (store) => client.setQueryData(queryKey, store),
    onError: toasts.failed,
  })
}

/** What the choices of an item are called: `item/choice` to its name. */
const choiceNames = (store: string) =>
  queryOptions({
    queryKey: ['board', 'choices', store],
    queryFn: async (): Promise<Readonly<Record<string, string>>> => {
      const menu = await answerOf(api.GET('/api/stores/{store}/menu', { params: { path: { store } } }))
      const items = menu.categories.flatMap((category) => category.items)
      return Object.fromEntries(
        items.flatMap((item) => item.options.flatMap((group) => group.choices.map((choice) => [`${item.id}/${choice.id}`, choice.name[language]]))),
      )
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

export function useChoiceNames(): Readonly<Record<string, string>> {
  return useSuspenseQuery(choiceNames(useShopInfo().store)).data
}
