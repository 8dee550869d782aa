import type { Schema } from '../api/client.ts'
import { formatMoney } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { paymentWords } from './payment_words.ts'

type OrderLinesProps = { lines: readonly Schema['LineView'][]; totals: Schema['TotalsView']; payment: Schema['PaymentView'] }

/** What was ordered, what it costs and how it is paid. */
export function OrderLines({ lines, totals, payment }: OrderLinesProps) {
  const t = useTexts()
  return (
    <div className="grid gap-3">
      <ul className="grid gap-2.5">
        {lines.map((line, index) => (
          <li key={index} className="flex gap-3">
            <span className="tabular w-7 shrink-0 font-semibold text-clay">{line.quantity}×</span>
            <span className="min-w-0 flex-1 break-words">
              {line.name}
              {line.note ? <span className="block text-sm text-soft">“{line.note}”</span> : null}
            </span>
            <span className="tabular">{formatMoney(line.total)}</span>
          </li>
        ))}
      </ul>
      <dl className="tabular grid grid-cols-[1fr_auto] gap-y-1.5 border-t border-dashed border-edge/60 pt-3">
        <dt className="text-soft">{t('tracking-items')}</dt>
        <dd className="text-right">{formatMoney(totals.items)}</dd>
        <dt className="text-soft">{t('tracking-fee')}</dt>
        <dd className="text-right">{totals.fee === 0 ? t('tracking-free') : formatMoney(totals.fee)}</dd>
        <dt className="text-lg font-bold">{t('tracking-total')}</dt>
        <dd className="text-right text-lg font-bold">{formatMoney(totals.total)}</dd>
      </dl>
      <p className="text-sm text-soft">{paymentWords(payment, t)}</p>
    </div>
  )
}
