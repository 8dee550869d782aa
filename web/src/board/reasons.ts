import type { Schema } from '../api/client.ts'
import { isProblem } from '../api/problem.ts'
import type { Texts } from '../texts/texts.tsx'

export type Reason = Schema['ReasonWish']['reason']

/** What the store says when it does not take an order. */
export const refusals: readonly Reason[] = ['item_unavailable', 'store_too_busy', 'store_closed', 'out_of_zone']

/** Why each side may call an order off. How far an order has come settles the rest, which the server knows. */
const cancellations: Record<'clerk' | 'operator', readonly Reason[]> = {
  clerk: ['item_unavailable', 'store_too_busy', 'store_closed', 'courier_unavailable', 'out_of_zone'],
  operator: ['customer_changed_mind', 'wrong_address', 'duplicate_order', 'too_slow', 'courier_unavailable', 'customer_absent', 'out_of_zone', 'technical_failure'],
}

/** The reasons to choose from: once the server has said which it takes, only those. */
export function cancellationReasons(role: 'clerk' | 'operator', refused: unknown): readonly Reason[] {
  if (!isProblem(refused, 'reason_not_offered') || !Array.isArray(refused.members.offered)) return cancellations[role]
  const offered = refused.members.offered
  return cancellations[role].filter((reason) => offered.includes(reason))
}

export function reasonWords(reason: Reason, t: Texts): string {
  const words: Record<Reason, string> = {
    customer_changed_mind: t('board-reason-customer_changed_mind'),
    wrong_address: t('board-reason-wrong_address'),
    too_slow: t('board-reason-too_slow'),
    duplicate_order: t('board-reason-duplicate_order'),
    item_unavailable: t('board-reason-item_unavailable'),
    store_closed: t('board-reason-store_closed'),
    store_too_busy: t('board-reason-store_too_busy'),
    store_timeout: t('board-reason-store_timeout'),
    payment_expired: t('board-reason-payment_expired'),
    payment_declined: t('board-reason-payment_declined'),
    courier_unavailable: t('board-reason-courier_unavailable'),
    customer_absent: t('board-reason-customer_absent'),
    technical_failure: t('board-reason-technical_failure'),
    out_of_zone: t('board-reason-out_of_zone'),
  }
  return words[reason]
}
