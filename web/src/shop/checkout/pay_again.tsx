import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { answerOf, api, type Schema } from '../../api/client.ts'
import { useShopInfo } from '../../api/shop_info.ts'
import { useStore } from '../../api/store.ts'
import { useNow } from '../../format/clock.ts'
import { formatCountdown, formatMoney } from '../../format/format.ts'
import type { Texts } from '../../texts/texts.tsx'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/states.tsx'
import { type Order, orderQuery } from './order.ts'
import { firstPaying, payableMethods, PaymentChoice, paymentWish } from './payment_choice.tsx'

/** The order waits a while for another way to pay. */
export function PayAgain({ order }: { order: Order }) {
  const t = useTexts()
  const now = useNow()
  const queries = useQueryClient()
  const { sandbox } = useShopInfo()
  const store = useStore().data
  const [paying, setPaying] = useState({ ...firstPaying, method: order.payment.method })
  const wish = paymentWish(paying, order.totals.total)
  const asking = useMutation({
    mutationFn: (payment: Schema['PaymentWish']) => answerOf(api.POST('/api/orders/{order}/payment', { params: { path: { order: order.id } }, body: { payment } })),
    onSuccess: (paid) => queries.setQueryData(orderQuery(order.id).queryKey, paid),
  })
  return (
    <div className="grid gap-4">
      <div className="text-center">
        <h1 className="text-2xl">{stateWords(order, t)}</h1>
        <p className="pt-1 text-soft">{t('checkout-again-detail')}</p>
        {order.held_until ? <p className="tabular pt-2 font-semibold">{t('checkout-held', { left: formatCountdown(Date.parse(order.held_until) - now) })}</p> : null}
      </div>
      {store ? <PaymentChoice methods={payableMethods(store, sandbox)} paying={paying} total={order.totals.total} onChange={setPaying} /> : null}
      {asking.error ? <Failure error={asking.error} /> : null}
      <Button kind="primary" size="large" busy={asking.isPending} disabled={!wish} onClick={() => wish && asking.mutate(wish)}>
        {t('checkout-pay', { total: formatMoney(order.totals.total) })}
      </Button>
    </div>
  )
}

function stateWords(order: Order, t: Texts): string {
  switch (order.payment.state) {
    case 'DECLINED':
      return t('checkout-declined')
    case 'EXPIRED':
      return t('checkout-pix-expired')
    default:
      return t('checkout-again')
  }
}
