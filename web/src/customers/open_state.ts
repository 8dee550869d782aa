import type { Store } from '../api/store.ts'
import { formatTime } from '../format/format.ts'
import { language } from '../texts/bundles.ts'
import type { Texts } from '../texts/texts.tsx'

/** A closing time further away than this says nothing to somebody who is hungry. */
const SOON_MS = 24 * 3_600_000

/** Whether a store takes orders, and until or from when, in words. */
export function openWords(store: Store, t: Texts, now: number): { isOpen: boolean; words: string } {
  const { open } = store
  const zone = store.time_zone ?? undefined
  switch (open.state) {
    case 'open': {
      const isSoon = Date.parse(open.until) - now < SOON_MS
      return { isOpen: true, words: isSoon ? t('customers-open-until', { time: formatTime(open.until, zone) }) : t('customers-open') }
    }
    case 'paused':
      return { isOpen: false, words: open.until ? t('customers-paused-until', { time: formatTime(open.until, zone) }) : t('customers-paused') }
    case 'closed':
      return { isOpen: false, words: open.opens_at ? t('customers-opens-at', { time: openingWords(open.opens_at, now, zone) }) : t('customers-closed') }
  }
}

/** `18:00`, or `sex., 11:00` when that is not today. */
function openingWords(at: string, now: number, timeZone: string | undefined): string {
  const day = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone })
  if (day.format(new Date(at)) === day.format(now)) return formatTime(at, timeZone)
  return new Intl.DateTimeFormat(language, { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(at))
}
