import { useTexts } from '../texts/texts.tsx'
import type { BoardOrder } from './stage.ts'

/** Orders that wait for whoever placed them: nothing to do, but people ask. */
export function WithCustomer({ orders, onOpen }: { orders: readonly BoardOrder[]; onOpen: (order: string) => void }) {
  const t = useTexts()
  if (orders.length === 0) return null
  return (
    <section aria-label={t('board-with-customer')} className="col-span-full rounded-lg border border-line bg-card px-3.5 py-2.5">
      <h3 className="pb-1 text-sm font-semibold text-soft">{`${t('board-with-customer')} · ${orders.length}`}</h3>
      <ul className="flex flex-wrap gap-x-5 xl:grid">
        {orders.map((order) => (
          <li key={order.id} className="min-w-0">
            <button type="button" onClick={() => onOpen(order.id)} className="flex min-h-9 max-w-full items-center gap-2 text-left hover:text-clay">
              <strong className="tabular">#{order.number}</strong>
              <span className="truncate text-sm text-soft">{order.status_text}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
