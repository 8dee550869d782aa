/** Times by the shop's clocks, as the chat tells them. */

import type { Civil } from '../api/conversation.ts'
import { formatTime } from '../format/format.ts'

/** Read as if they were UTC, such times can be compared and written. */
const instant = (time: Civil) => Date.parse(`${time.slice(0, 23)}Z`)

export function formatCivil(time: Civil): string {
  return formatTime(instant(time), 'UTC')
}

/** `19:10–19:25`; once where both are the same minute. */
export function formatCivilSpan([from, to]: readonly [Civil, Civil]): string {
  const [first, last] = [formatCivil(from), formatCivil(to)]
  return first === last ? first : `${first}–${last}`
}

/** The same moment by the clocks of a zone. */
export function civilIn(timeZone: string, at: string): Civil {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(new Date(at)).replace(' ', 'T')
}

/** Minutes from one time to another, rounded. */
export function minutesBetween(from: Civil, to: Civil): number {
  return Math.round((instant(to) - instant(from)) / 60_000)
}
