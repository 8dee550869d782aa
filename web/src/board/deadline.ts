/** How much of the time to answer is gone: `near` is when it is said aloud. */
export type Urgency = 'calm' | 'soon' | 'near' | 'over'

const SOON = 1 / 2
const NEAR = 1 / 4

type Times = { since: number; until: number; now: number }

/** What is left of the time, as a part of it: 1 at first, 0 when it has passed. */
export function leftOf({ since, until, now }: Times): number {
  if (until <= since) return now < until ? 1 : 0
  return Math.min(1, Math.max(0, (until - now) / (until - since)))
}

export function urgencyOf(times: Times): Urgency {
  const left = leftOf(times)
  if (left <= 0) return 'over'
  if (left <= NEAR) return 'near'
  return left <= SOON ? 'soon' : 'calm'
}
