import { language, say } from '../texts/bundles.ts'

const money = new Intl.NumberFormat(language, { style: 'currency', currency: 'BRL' })
const dollars = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD' })
const number = new Intl.NumberFormat(language)
const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
const oneDigit = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
const exactTime = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })

/** A format costs far more to make than to use: lists of thousands of rows use few of them. */
const dateFormats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  dateFormats.set(key, known)
  return known
}

/** Centavos as people write reais: `R$ 48,90`. */
export function formatMoney(minorUnits: number): string {
  return money.format(minorUnits / 100)
}

/** What AWS asks for: US dollars. */
export function formatDollars(amount: number): string {
  return dollars.format(amount)
}

export function formatNumber(value: number): string {
  return number.format(value)
}

/** A part of one: `0.87` is `87 %`. */
export function formatPercent(part: number): string {
  return percent.format(part)
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1)
  return `${oneDigit.format(bytes / 1024 ** step)} ${units[step]}`
}

/** `07:42`; in English, `7:42 PM`. */
const clockHour = language === 'en' ? 'numeric' : '2-digit'

/** `19:42`, by the clocks of the store where its zone is known. */
export function formatTime(at: string | number | Date, timeZone?: string): string {
  return dateFormat(language, { hour: clockHour, minute: '2-digit', timeZone }).format(new Date(at))
}

/** `19:42:07.123`, as whoever reads a history needs it. */
export function formatExactTime(at: string | number | Date): string {
  return exactTime.format(new Date(at))
}

/** `26 de nov., 19:42`, and the time alone on the same day. */
export function formatMoment(at: string | number | Date, timeZone?: string): string {
  const date = new Date(at)
  const day = dateFormat('en-CA', { dateStyle: 'short', timeZone })
  if (day.format(date) === day.format(new Date())) return formatTime(date, timeZone)
  return dateFormat(language, { day: 'numeric', month: 'short', hour: clockHour, minute: '2-digit', timeZone }).format(date)
}

export function formatDate(at: string | number | Date, timeZone?: string): string {
  return dateFormat(language, { dateStyle: 'medium', timeZone }).format(new Date(at))
}

/** `840 ms`, `12,4 s`, `8 min 05 s`, `3 h 12 min`, `2 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1_000
  if (seconds < 60) return `${oneDigit.format(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ${two(minutes % 60)} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** `09:58`: what is left of a countdown. */
export function formatCountdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000))
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

/** `há 40 s`: how long ago something was. */
export function formatAgo(at: string | number | Date, now: number = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - new Date(at).getTime()) / 1_000))
  if (seconds < 5) return say('ago-now')
  if (seconds < 60) return say('ago-seconds', { n: seconds })
  if (seconds < 3_600) return say('ago-minutes', { n: Math.floor(seconds / 60) })
  if (seconds < 86_400) return say('ago-hours', { n: Math.floor(seconds / 3_600) })
  return say('ago-days', { n: Math.floor(seconds / 86_400) })
}

/** `850 m`, `1,2 km`. */
export function formatDistance(metres: number): string {
  if (metres < 1_000) return `${Math.round(metres / 10) * 10} m`
  return `${oneDigit.format(metres / 1_000)} km`
}
