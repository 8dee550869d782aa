import { formatTime } from '../format/format.ts'
import type { Texts } from '../texts/texts.tsx'
import type { Entry, Followed, Span } from './followed.ts'
import { isOver } from './status.ts'

/** When an order comes: a window, whether that is what was promised, and the event that says why not. */
export type Eta =
  | { kind: 'on-time'; window: Span }
  | { kind: 'late'; window: Span; promised: Span; minutes: number; because: Entry | null }

/** Less than this after the promise is not late to anybody. */
const LATE_FROM_MS = 60_000

/** Null once it is at the door, or nothing comes any more. */
export function etaOf(order: Pick<Followed, 'status' | 'window' | 'promised'>, timeline: readonly Entry[]): Eta | null {
  if (order.status === 'ARRIVED' || isOver(order.status)) return null
  const { window, promised } = order
  const lateMs = Date.parse(window.to) - Date.parse(promised.to)
  if (lateMs < LATE_FROM_MS) return { kind: 'on-time', window }
  const because = timeline.findLast(({ event }) => event === 'DELAYED') ?? null
  return { kind: 'late', window, promised, minutes: Math.round(lateMs / 60_000), because }
}

/** `19:40–19:52`, or `19:40` where both are the same minute. */
export function spanWords({ from, to }: Span, timeZone?: string): string {
  const [first, last] = [formatTime(from, timeZone), formatTime(to, timeZone)]
  return first === last ? first : `${first}–${last}`
}

/** Whether what has come has come as promised, in words. */
export function arrivalWords(deliveredAt: string, promised: Span, t: Texts): string {
  const lateMs = Date.parse(deliveredAt) - Date.parse(promised.to)
  if (lateMs < LATE_FROM_MS) return t('tracking-came-on-time')
  return t('tracking-came-late', { minutes: Math.round(lateMs / 60_000) })
}
