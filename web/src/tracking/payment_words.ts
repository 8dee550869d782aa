import type { Schema } from '../api/client.ts'
import { formatMoney } from '../format/format.ts'
import type { Texts } from '../texts/texts.tsx'

type Payment = Schema['PaymentView']

const states: Record<Payment['state'], (payment: Payment, t: Texts) => string> = {
  NOT_ASKED: (_payment, t) => t('tracking-pay-not-asked'),
  AT_THE_DOOR: ({ change_for: change }, t) => (change ? t('tracking-pay-change', { amount: formatMoney(change) }) : t('tracking-pay-at-door')),
  PENDING: (_payment, t) => t('tracking-pay-pending'),
  PAID: (_payment, t) => t('tracking-pay-paid'),
  DECLINED: (_payment, t) => t('tracking-pay-declined'),
  EXPIRED: (_payment, t) => t('tracking-pay-expired'),
  CANCELLED: (_payment, t) => t('tracking-pay-cancelled'),
  REFUNDED: ({ refunded }, t) => t('tracking-pay-refunded', { amount: formatMoney(refunded) }),
}

export function methodWords(method: Payment['method'], t: Texts): string {
  const names: Record<Payment['method'], string> = { PIX: t('tracking-pix'), CARD: t('tracking-card'), CASH: t('tracking-cash') }
  return names[method]
}

/** How it is paid and where that stands: `Pix · pago`. */
export function paymentWords(payment: Payment, t: Texts): string {
  const parts = [methodWords(payment.method, t), states[payment.state](payment, t)]
  // Part of it can have gone back while the rest stays paid.
  if (payment.refunded > 0 && payment.state !== 'REFUNDED') parts.push(t('tracking-pay-refunded', { amount: formatMoney(payment.refunded) }))
  return parts.join(' · ')
}
