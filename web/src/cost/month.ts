/** A month in UTC, as the server counts: `2026-11`. */
export type Month = string

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

export function monthOf(at: Date): Month {
  return at.toISOString().slice(0, 7)
}

/** The month that an address names; this one where it names none, or one that is still to come. */
export function monthIn(text: string | undefined, now: Date): Month {
  const current = monthOf(now)
  return text && MONTH.test(text) && text <= current ? text : current
}

/** The month so many months later; earlier where it is negative. */
export function monthAfter(month: Month, months: number): Month {
  const first = new Date(`${month}-01T00:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() + months)
  return monthOf(first)
}
