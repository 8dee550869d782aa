import { formatCountdown, formatMoney, formatTime } from '../format/format.ts'
import type { Texts } from '../texts/texts.tsx'
import type { Entry, Followed } from './followed.ts'
import type { Status } from './status.ts'

/** What is said of a status: where the order is, and what comes next. */
export type Words = { title: string; next: string }

type Told = { order: Followed; timeline: readonly Entry[]; t: Texts; now: number; timeZone: string | undefined }

const words: Record<Status, (told: Told) => Words> = {
  RECEIVED: ({ t }) => ({ title: t('tracking-received'), next: t('tracking-received-next') }),
  CHECKING: ({ t }) => ({ title: t('tracking-checking'), next: t('tracking-received-next') }),
  NEEDS_CHOICE: ({ t }) => ({ title: t('tracking-needs-choice'), next: t('tracking-needs-choice-next') }),
  QUOTED: ({ t }) => ({ title: t('tracking-quoted'), next: t('tracking-received-next') }),
  AWAITING_CONFIRMATION: ({ t }) => ({ title: t('tracking-awaiting-confirmation'), next: t('tracking-awaiting-confirmation-next') }),
  AWAITING_PAYMENT: paymentWords,
  CONFIRMED: ({ order, t }) => ({
    title: order.payment.method === 'CASH' ? t('tracking-confirmed-cash') : t('tracking-confirmed'),
    next: t('tracking-confirmed-next'),
  }),
  PREPARING: ({ t }) => ({ title: t('tracking-preparing'), next: t('tracking-preparing-next') }),
  READY: ({ t }) => ({ title: t('tracking-ready'), next: t('tracking-ready-next') }),
  COURIER_ASSIGNED: ({ order, t }) => ({ title: t('tracking-courier-assigned', { courier: courierOf(order, t) }), next: t('tracking-courier-assigned-next') }),
  AT_STORE: ({ order, t }) => ({ title: t('tracking-at-store', { courier: courierOf(order, t) }), next: t('tracking-at-store-next') }),
  ON_THE_WAY: ({ order, t }) => ({ title: t('tracking-on-the-way'), next: t('tracking-on-the-way-next', { courier: courierOf(order, t) }) }),
  ARRIVED: ({ order, t }) => ({
    title: t('tracking-arrived'),
    next: order.pin === null ? t('tracking-arrived-next', { courier: courierOf(order, t) }) : t('tracking-arrived-pin-next', { courier: courierOf(order, t) }),
  }),
  DELIVERED: ({ order, timeline, t, timeZone }) => ({
    title: order.firstName ? t('tracking-delivered-name', { name: order.firstName }) : t('tracking-delivered'),
    next: t('tracking-delivered-next', { time: formatTime(lastTime(timeline, 'DELIVERED', order), timeZone) }),
  }),
  CANCELLED: ({ order, timeline, t }) => ({ title: t('tracking-cancelled'), next: withRefund(lastText(timeline, 'CANCELLED') ?? order.statusText, order, t) }),
  RETURNED: ({ order, timeline, t }) => ({ title: t('tracking-returned'), next: withRefund(lastText(timeline, 'ATTEMPT_FAILED') ?? t('tracking-returned-next'), order, t) }),
  FAILED: ({ t }) => ({ title: t('tracking-failed'), next: t('tracking-failed-next') }),
}

function paymentWords({ order, t, now }: Told): Words {
  const { method, state, pix } = order.payment
  if (state === 'DECLINED') return { title: t('tracking-declined'), next: t('tracking-declined-next') }
  if (method === 'PIX' && pix) {
    const left = formatCountdown(Date.parse(pix.until) - now)
    return { title: t('tracking-awaiting-pix', { left }), next: t('tracking-awaiting-payment-next') }
  }
  return { title: t('tracking-awaiting-payment'), next: t('tracking-awaiting-payment-next') }
}

export function statusWords(told: Told): Words {
  return words[told.order.status](told)
}

/** A status in a few words that do not change by themselves: for lists, titles of tabs, and to be read aloud. */
export function shortWords(status: Status, t: Texts): string {
  return short[status](t)
}

const short: Record<Status, (t: Texts) => string> = {
  RECEIVED: (t) => t('tracking-received'),
  CHECKING: (t) => t('tracking-checking'),
  NEEDS_CHOICE: (t) => t('tracking-needs-choice'),
  QUOTED: (t) => t('tracking-quoted'),
  AWAITING_CONFIRMATION: (t) => t('tracking-awaiting-confirmation'),
  AWAITING_PAYMENT: (t) => t('tracking-awaiting-payment'),
  CONFIRMED: (t) => t('tracking-confirmed-cash'),
  PREPARING: (t) => t('tracking-preparing'),
  READY: (t) => t('tracking-ready'),
  COURIER_ASSIGNED: (t) => t('tracking-courier-assigned-short'),
  AT_STORE: (t) => t('tracking-at-store-short'),
  ON_THE_WAY: (t) => t('tracking-on-the-way'),
  ARRIVED: (t) => t('tracking-arrived'),
  DELIVERED: (t) => t('tracking-delivered-short'),
  CANCELLED: (t) => t('tracking-cancelled'),
  RETURNED: (t) => t('tracking-returned'),
  FAILED: (t) => t('tracking-failed'),
}

function withRefund(sentence: string, { payment }: Followed, t: Texts): string {
  if (payment.refunded === 0) return sentence
  return `${sentence.replace(/\.$/, '')}. ${t('tracking-refunded-next', { amount: formatMoney(payment.refunded) })}`
}

function courierOf({ courier }: Followed, t: Texts): string {
  return courier?.name.split(' ')[0] ?? t('tracking-somebody')
}

function lastText(timeline: readonly Entry[], event: string): string | null {
  return timeline.findLast((entry) => entry.event === event)?.text ?? null
}

function lastTime(timeline: readonly Entry[], event: string, order: Followed): string {
  return timeline.findLast((entry) => entry.event === event)?.at ?? order.window.to
}
