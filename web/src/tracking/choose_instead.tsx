import { useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import { useStore } from '../api/store.ts'
import { useNow } from '../format/clock.ts'
import { formatCountdown, formatMoney } from '../format/format.ts'
import { language } from '../texts/bundles.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Failure } from '../ui/states.tsx'
import { useChoose } from './change.ts'
import type { OrderView } from './followed.ts'

type Missing = Schema['MissingView']

/** Something cannot be had: what instead, or without it. */
export function ChooseInstead({ order }: { order: OrderView }) {
  const t = useTexts()
  const now = useNow()
  if (order.status !== 'NEEDS_CHOICE' || order.missing.length === 0) return null
  return (
    <section aria-labelledby="choice-heading" className="grid gap-4 rounded-lg border-2 border-clay bg-card p-5 shadow-mid">
      <header className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 id="choice-heading" className="text-xl">{t('tracking-choose')}</h2>
        {order.held_until ? <p className="tabular text-sm text-soft">{t('tracking-held', { left: formatCountdown(Date.parse(order.held_until) - now) })}</p> : null}
      </header>
      {order.missing.map((missing) => (
        <MissingItem key={missing.item} order={order} missing={missing} />
      ))}
    </section>
  )
}

function MissingItem({ order, missing }: { order: OrderView; missing: Missing }) {
  const t = useTexts()
  const choose = useChoose(order.id)
  const items = useMenuItems()
  const say = (instead: string | null) => choose.mutate({ missing: missing.item, instead })
  return (
    <div className="grid gap-3">
      <p>{missing.left === 0 ? t('tracking-none-left', { item: missing.name }) : t('tracking-few-left', { item: missing.name, wanted: missing.wanted, left: missing.left })}</p>
      <div className="flex flex-wrap gap-2">
        {missing.substitutes.map((substitute, index) => {
          const item = items.get(substitute)
          const name = item?.name[language] ?? (index === 0 ? missing.substitute_name : null) ?? substitute
          return (
            <Button key={substitute} kind={index === 0 ? 'primary' : 'secondary'} disabled={choose.isPending} onClick={() => say(substitute)}>
              {item ? t('tracking-take-instead-price', { item: name, price: formatMoney(item.price) }) : t('tracking-take-instead', { item: name })}
            </Button>
          )
        })}
        <Button kind="quiet" disabled={choose.isPending} onClick={() => say(null)}>{t('tracking-go-without')}</Button>
      </div>
      {choose.error ? <Failure error={choose.error} /> : null}
    </div>
  )
}

function useMenuItems(): ReadonlyMap<string, Schema['ItemView']> {
  const store = useStore().data?.id
  const menu = useQuery({
    queryKey: ['menu', store],
    queryFn: () => answerOf(api.GET('/api/stores/{store}/menu', { params: { path: { store: store ?? '' } } })),
    enabled: store !== undefined,
  })
  const items = menu.data?.categories.flatMap((category) => category.items) ?? []
  return new Map(items.map((item) => [item.id, item]))
}
