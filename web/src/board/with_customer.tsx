import { useNow } from '../format/clock.ts'
import { formatCountdown } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import type { BoardOrder } from './stage.ts'

/** Orders that wait for whoever placed them: nothing to do, but people ask. */
export function WithCustomer({ orders, onOpen }: { orders: readonly BoardOrder[]; onOpen: (order: string) => void }) {
  const t = useTexts()
  const now = useNow()
  if (orders.length === 0) return null
  const words = (order: BoardOrder) => {
    const what = order.status === 'NEEDS_CHOICE' ? t('board-chooses') : order.status === 'AWAITING_PAYMENT' ? t('board-pays') : t('board-comes-in')
    return order.waits_until ? `${what} · ${formatCountdown(Date.parse(order.waits_until) - now)}` : what
  }
  return (
    <section aria-label={t('board-with-customer')} className="col-span-full rounded-lg border border-line bg-card px-3.5 py-2.5">
      <h3 className="pb-1 text-sm font-semibold text-soft">{`${t('board-with-customer')} · ${orders.length}`}</h3>
      <ul className="flex flex-wrap gap-x-5 xl:grid">
        {orders.map((order) => (
          <li key={order.id} className="min-w-0">
            <button type="button" onClick={() => onOpen(order.id)} className="flex min-h-9 max-w-full items-center gap-2 text-left hover:text-clay">
              <strong className="tabular">#{order.number}</strong>
              <span className="tabular truncate text-sm text-soft">{words(order)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
