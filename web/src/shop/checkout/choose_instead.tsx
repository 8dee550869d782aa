import { useMutation, useQueryClient } from '@tanstack/react-query'

import { answerOf, api } from '../../api/client.ts'
import { formatMoney } from '../../format/format.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/states.tsx'
import { itemOf, useMenu, wordsOf } from '../menu.ts'
import { type Order, orderQuery } from './order.ts'

/** Something sold out between the cart and the kitchen: the order waits for what the customer would rather have. */
export function ChooseInstead({ order }: { order: Order }) {
  const t = useTexts()
  const queries = useQueryClient()
  const { menu } = useMenu()
  const choosing = useMutation({
    mutationFn: (body: { missing: string; instead: string | null }) => answerOf(api.POST('/api/orders/{order}/choice', { params: { path: { order: order.id } }, body })),
    onSuccess: (chosen) => queries.setQueryData(orderQuery(order.id).queryKey, chosen),
  })
  return (
    <div className="grid gap-4">
      <h1 className="text-center text-2xl">{t('checkout-choose-title')}</h1>
      {order.missing.map((missing) => (
        <div key={missing.item} className="grid gap-2 rounded-lg border border-line p-4">
          <p>
            <strong>{missing.name}</strong> <span className="text-soft">{t('checkout-missing-left', { wanted: missing.wanted, left: missing.left })}</span>
          </p>
          {missing.substitutes.map((id) => {
            const item = menu ? itemOf(menu, id) : undefined
            if (!item || item.available === 0) return null
            return (
              <Button key={id} disabled={choosing.isPending} onClick={() => choosing.mutate({ missing: missing.item, instead: id })} className="justify-between">
                <span className="truncate">{wordsOf(item.name)}</span>
                <span className="tabular">{formatMoney(item.price)}</span>
              </Button>
            )
          })}
          <Button kind="quiet" disabled={choosing.isPending} onClick={() => choosing.mutate({ missing: missing.item, instead: null })}>{t('checkout-without')}</Button>
        </div>
      ))}
      {choosing.error ? <Failure error={choosing.error} /> : null}
    </div>
  )
}
