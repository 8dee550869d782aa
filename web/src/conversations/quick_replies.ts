import type { Schema } from '../api/client.ts'
import { formatMoney, formatTime } from '../format/format.ts'
import type { Texts } from '../texts/texts.tsx'

type Order = Schema['BoardOrderView']

/** Sentences that say what is known of an order: a click writes them, and whoever answers still reads and sends them. */
export function quickReplies(order: Order, zone: string | undefined, t: Texts): string[] {
  const time = (at: string) => formatTime(at, zone)
  const isOver = ['DELIVERED', 'CANCELLED', 'RETURNED', 'FAILED'].includes(order.status)
  const replies = [t('conversations-reply-status', { number: order.number, status: order.status_text })]
  if (!isOver) replies.push(t('conversations-reply-window', { from: time(order.window.from), to: time(order.window.to) }))
  if (order.courier && !isOver) replies.push(t('conversations-reply-courier', { name: order.courier.name }))
  if (order.payment.refunded > 0) replies.push(t('conversations-reply-refund', { amount: formatMoney(order.payment.refunded) }))
  return replies
}
