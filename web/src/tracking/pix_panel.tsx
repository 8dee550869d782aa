import { Timer } from 'lucide-react'

import { useNow } from '../format/clock.ts'
import { formatCountdown, formatMoney } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { CopyButton } from '../ui/copy_button.tsx'
import type { Followed } from './followed.ts'

/** Less than this is left: it is said louder. */
const HURRY_MS = 120_000

/** The Pix that an order waits for: read with a bank's app or copied into it, for as long as it holds. */
export function PixPanel({ order }: { order: Followed }) {
  const t = useTexts()
  const now = useNow()
  const { pix } = order.payment
  if (order.status !== 'AWAITING_PAYMENT' || !pix) return null
  const leftMs = Date.parse(pix.until) - now
  return (
    <section aria-labelledby="pix-heading" className="grid gap-5 rounded-lg border-2 border-clay bg-card p-5 shadow-mid sm:grid-cols-[12rem_minmax(0,1fr)]">
      {/* Another code is another picture. */}
      <img src={`${order.pixPicture}?code=${pix.code.slice(-4)}`} alt={t('tracking-pix-picture')} width={192} height={192} className="mx-auto size-48 rounded-md border border-line" />
      <div className="grid min-w-0 content-center justify-items-start gap-3">
        <h2 id="pix-heading" className="text-xl">{t('tracking-pix-pay', { amount: formatMoney(order.totals.total) })}</h2>
        <p className="text-soft">{t('tracking-pix-how')}</p>
        <code className="w-full min-w-0 truncate rounded-sm bg-sunken px-3 py-2 font-mono text-xs">{pix.code}</code>
        <div className="flex w-full flex-wrap items-center gap-x-4 gap-y-2">
          <CopyButton text={pix.code} label={t('tracking-pix-copy')} kind="primary" size="medium" className="max-sm:w-full" />
          <p className={classNames('tabular flex items-center gap-2 font-semibold', leftMs < HURRY_MS ? 'text-chili' : 'text-soft')}>
            <Timer aria-hidden size={18} />
            {leftMs > 0 ? t('tracking-pix-left', { left: formatCountdown(leftMs) }) : t('tracking-pix-over')}
          </p>
        </div>
      </div>
    </section>
  )
}
