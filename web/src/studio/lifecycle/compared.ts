/** What is compared with what, as an address says it: `3..now`. */

/** What is written in the studio, and what is saved; anything else is the number of a version. */
export const NOW = 'now'
export const SAVED = 'saved'

const BETWEEN = '..'

export function compared(from: string, to: string): string {
  return from + BETWEEN + to
}

export function readCompared(text: string): { from: string; to: string } {
  const [from = SAVED, to = NOW] = text.split(BETWEEN)
  return { from: from || SAVED, to: to || NOW }
}
