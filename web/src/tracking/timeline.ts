import type { Entry } from './followed.ts'

/** An event on the page, as addresses name it. */
export function anchorOf({ number }: Pick<Entry, 'number'>): string {
  return `evento-${number}`
}

export type Look = 'plain' | 'good' | 'late' | 'bad'

/** Events that stand out of a timeline. The list of events grows on the server: the others are plain. */
const looks: Readonly<Record<string, Look>> = {
  PAID: 'good',
  STORE_ACCEPTED: 'good',
  DELIVERED: 'good',
  DELAYED: 'late',
  ITEM_MISSING: 'late',
  WRONG_PIN: 'late',
  CHANGE_REFUSED: 'late',
  ATTEMPT_FAILED: 'late',
  RETURNING: 'late',
  PAYMENT_DECLINED: 'bad',
  PAYMENT_EXPIRED: 'bad',
  STORE_REFUSED: 'bad',
  CANCELLED: 'bad',
  RETURNED: 'bad',
  FAILED: 'bad',
}

export type Row = { entry: Entry; look: Look; isLatest: boolean }

/** What happened, the latest first. */
export function rowsOf(timeline: readonly Entry[]): Row[] {
  return [...timeline]
    .sort((a, b) => b.number - a.number)
    .map((entry, index) => ({ entry, look: looks[entry.event] ?? 'plain', isLatest: index === 0 }))
}
