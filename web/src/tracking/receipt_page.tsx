import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Printer } from 'lucide-react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { useStore } from '../api/store.ts'
import { formatDate, formatMoney, formatTime } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Brand } from '../ui/brand.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Link } from '../ui/location.tsx'
import { Failure, Loading } from '../ui/states.tsx'
import { OrderLines } from './order_lines.tsx'

/** What was bought and paid, as a page of its own that prints as it looks. */
export function ReceiptPage({ order }: { order: string }) {
  const t = useTexts()
  const { data, error, refetch } = useQuery({
    queryKey: ['receipt', order],
    queryFn: () => answerOf(api.GET('/api/orders/{order}/receipt', { params: { path: { order } } })),
    staleTime: 0,
  })
  return (
    <main id="content" className="mx-auto grid max-w-lg gap-4 px-4 py-8 print:p-0">
      <div className="flex justify-between gap-2 print:hidden">
        <Link href={paths.order(order)} className={buttonClass('quiet')}><ArrowLeft aria-hidden size={18} />{t('back')}</Link>
        <Button icon={<Printer aria-hidden size={18} />} disabled={!data} onClick={() => print()}>{t('tracking-print')}</Button>
      </div>
      {data ? <Receipt receipt={data} /> : error ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading />}
    </main>
  )
}

function Receipt({ receipt }: { receipt: Schema['ReceiptView'] }) {
  const t = useTexts()
  const timeZone = useStore().data?.time_zone ?? undefined
  return (
    <article className="receipt-edge grid gap-5 bg-card px-6 pt-7 pb-9 shadow-mid print:shadow-none">
      <title>{`${t('tracking-receipt')} · ${t('tracking-order', { number: receipt.number })}`}</title>
      <header className="grid justify-items-center gap-1 text-center">
        <Brand size={36} />
        <p className="pt-1 text-xl font-bold">{receipt.store}</p>
        <p className="text-sm text-soft">{receipt.store_address}</p>
      </header>
      <div className="flex flex-wrap justify-between gap-x-4 border-y border-dashed border-edge/60 py-3">
        <h1 className="text-lg">{t('tracking-order', { number: receipt.number })}</h1>
        <p className="tabular text-soft">{formatDate(receipt.placed_at, timeZone)}, {formatTime(receipt.placed_at, timeZone)}</p>
        <p className="w-full">{receipt.customer}</p>
      </div>
      <OrderLines lines={receipt.lines} totals={receipt.totals} payment={receipt.payment} />
      {receipt.refunds.length > 0 ? (
        <ul className="grid gap-1 border-t border-dashed border-edge/60 pt-3">
          {receipt.refunds.map((refund, index) => (
            <li key={index} className="flex justify-between gap-4">
              <span>{refund.done ? t('tracking-refund-done') : t('tracking-refund-on-its-way')}</span>
              <span className="tabular">{formatMoney(refund.amount)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="text-center text-xs text-soft">{t('tracking-receipt-note')}</p>
    </article>
  )
}
