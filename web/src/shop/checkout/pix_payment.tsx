import { useMutation } from '@tanstack/react-query'
import { Smartphone } from 'lucide-react'

import { answerOf, api } from '../../api/client.ts'
import { useShopInfo } from '../../api/shop_info.ts'
import { useNow } from '../../format/clock.ts'
import { formatCountdown, formatMoney } from '../../format/format.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'
import { CopyButton } from '../../ui/copy_button.tsx'
import { Failure } from '../../ui/states.tsx'
import type { Order } from './order.ts'

/** From here on the countdown is hurried. */
const HURRY_MS = 60_000

/** In the sandbox nobody has an app of a bank: the Pix is paid from here. */
function payInSandbox(order: string) {
  return answerOf(api.POST('/api/sandbox/orders/{order}/pix', { params: { path: { order } } }))
}

type PixPaymentProps = { order: Order; pix: { code: string; until: string } }

/** The Pix that pays an order: to be read by another telephone, or pasted on this one. */
export function PixPayment({ order, pix }: PixPaymentProps) {
  const t = useTexts()
  const now = useNow()
  const { sandbox } = useShopInfo()
  const paying = useMutation({ mutationFn: () => payInSandbox(order.id) })
  const left = Date.parse(pix.until) - now
  return (
    <div className="grid justify-items-center gap-5 text-center">
      <div>
        <h1 className="text-base font-normal text-soft">{t('checkout-pix-amount')}</h1>
        <p className="tabular text-3xl font-black tracking-tight">{formatMoney(order.totals.total)}</p>
      </div>
      <img
        src={`/api/orders/${encodeURIComponent(order.id)}/pix.svg?${encodeURIComponent(pix.until)}`}
        alt={t('checkout-pix-qr')}
        width={256}
        height={256}
        className="size-64 rounded-xl shadow-mid"
      />
      <p role="timer" aria-label={t('checkout-pix-left')} className={classNames('flex items-center gap-2 text-lg font-bold', left < HURRY_MS ? 'text-chili' : 'text-ink')}>
        <span className="tabular text-2xl">{formatCountdown(left)}</span>
        <span className="text-sm font-medium text-soft">{t('checkout-pix-left')}</span>
      </p>
      <CopyButton text={pix.code} label={t('checkout-pix-copy')} kind="primary" size="large" className="w-full max-w-sm" />
      <p className="w-full max-w-sm truncate rounded-sm bg-sunken px-3 py-2 font-mono text-xs text-soft">{pix.code}</p>
      <ol className="grid max-w-sm list-decimal gap-1 pl-5 text-left text-sm text-soft">
        <li>{t('checkout-pix-step-1')}</li>
        <li>{t('checkout-pix-step-2')}</li>
        <li>{t('checkout-pix-step-3')}</li>
      </ol>
      {sandbox ? (
        <div className="grid w-full max-w-sm gap-2 border-t border-dashed border-line pt-4">
          <Button icon={<Smartphone aria-hidden size={18} />} busy={paying.isPending || paying.isSuccess} onClick={() => paying.mutate()}>{t('checkout-pix-pay-sandbox')}</Button>
          <p className="text-sm text-soft">{t('checkout-pix-sandbox')}</p>
          {paying.error ? <Failure error={paying.error} /> : null}
        </div>
      ) : null}
    </div>
  )
}
