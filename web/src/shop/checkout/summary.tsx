import { Pencil, TimerReset } from 'lucide-react'
import type { ReactNode } from 'react'

import { useNow } from '../../format/clock.ts'
import { formatCountdown, formatMoney } from '../../format/format.ts'
import { paths } from '../../paths.ts'
import type { Texts } from '../../texts/texts.tsx'
import { useTexts } from '../../texts/texts.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'
import { Link } from '../../ui/location.tsx'
import { Skeleton } from '../../ui/states.tsx'
import type { PricedCart } from '../cart.ts'
import { optionWords } from '../cart_lines.tsx'
import { wordsOf } from '../menu.ts'
import type { Quote } from './quote.ts'

type SummaryProps = { cart: PricedCart; quote: Quote | undefined; isAsking: boolean; isAddressKnown: boolean; children?: ReactNode }

/** What is ordered and what it costs, exactly as it was quoted: the pad that the order was written on. */
export function Summary({ cart, quote, isAsking, isAddressKnown, children }: SummaryProps) {
  const t = useTexts()
  return (
    <aside aria-label={t('checkout-summary')} className="lg:sticky lg:top-6 lg:w-95 lg:shrink-0 lg:self-start">
      <div className="drop-shadow-md">
        <div className="torn rounded-t-lg bg-card px-5 pt-5 pb-8">
          <div className="flex items-center justify-between">
            <h2 className="text-xl">{t('checkout-summary')}</h2>
            <Link href={paths.shop()} className={classNames(buttonClass('quiet', 'small'), 'text-clay')}>
              <Pencil aria-hidden size={15} />
              {t('checkout-change')}
            </Link>
          </div>
          <ul className="grid gap-2.5 py-4">
            {cart.lines.map((line) => (
              <li key={line.key} className="grid grid-cols-[auto_1fr_auto] gap-x-3">
                <span className="tabular font-semibold text-clay">{line.quantity}×</span>
                <span className="min-w-0">
                  <span className="block leading-snug">{line.of ? wordsOf(line.of.name) : line.item}</span>
                  {optionWords(line) ? <span className="block text-sm text-soft">{optionWords(line)}</span> : null}
                  {line.note ? <span className="block text-sm break-words text-soft italic">“{line.note}”</span> : null}
                </span>
                <span className="tabular">{formatMoney(line.total)}</span>
              </li>
            ))}
          </ul>
          <dl className={classNames('grid gap-1.5 border-t border-dashed border-line pt-4 transition-opacity', isAsking && 'opacity-50')} aria-busy={isAsking}>
            <Row name={t('checkout-items')} amount={formatMoney(quote?.items ?? cart.items)} />
            {quote ? (
              <>
                <Row name={t('checkout-fee')} amount={quote.fee === 0 ? t('checkout-fee-free') : formatMoney(quote.fee)} />
                {quote.fee_parts.length > 1 ? quote.fee_parts.map((part) => <Row key={part.reason_code} isPart name={feeWords(part.reason_code, t)} amount={formatMoney(part.amount)} />) : null}
              </>
            ) : isAsking ? (
              <Skeleton className="h-6" />
            ) : isAddressKnown ? null : (
              <Row name={t('checkout-fee')} amount={t('checkout-fee-later')} />
            )}
            {quote ? (
              <div className="flex items-baseline justify-between pt-2 text-lg font-bold">
                <dt>{t('checkout-total')}</dt>
                <dd className="tabular text-2xl tracking-tight">{formatMoney(quote.total)}</dd>
              </div>
            ) : null}
          </dl>
          {quote ? <Holds quote={quote} /> : null}
          {children}
        </div>
      </div>
    </aside>
  )
}

function Row({ name, amount, isPart = false }: { name: string; amount: string; isPart?: boolean }) {
  return (
    <div className={classNames('flex justify-between gap-3', isPart && 'pl-4 text-sm text-soft')}>
      <dt>{name}</dt>
      <dd className="tabular">{amount}</dd>
    </div>
  )
}

/** How long the price holds. It is renewed before that is over. */
function Holds({ quote }: { quote: Quote }) {
  const t = useTexts()
  const now = useNow()
  const left = Date.parse(quote.expires_at) - now
  return (
    <p className="flex items-center gap-2 pt-2 text-sm text-soft">
      <TimerReset aria-hidden size={15} />
      <span className="tabular">{left > 0 ? t('checkout-price-holds', { left: formatCountdown(left) }) : t('checkout-price-renewed')}</span>
    </p>
  )
}

function feeWords(reason: string, t: Texts): string {
  switch (reason) {
    case 'base':
      return t('checkout-fee-base')
    case 'distance':
      return t('checkout-fee-distance')
    case 'time_band':
      return t('checkout-fee-hour')
    case 'surge':
      return t('checkout-fee-surge')
    case 'free_delivery':
      return t('checkout-fee-given')
    default:
      return reason
  }
}
