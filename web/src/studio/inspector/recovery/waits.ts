import type { Json } from '../../../workflow/syntax.ts'

/** What the language takes where a retrier says nothing (Amazon States Language, "Retrying after error"). */
export const retrierDefaults = { IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 }

/** A retry waits no longer than this where nothing is said (Step Functions, `MaxDelaySeconds`). */
const DELAY_SECONDS_MAX = 31_622_400

export type Waits = {
  /** The seconds before each retry, up to so many as are looked at. */
  seconds: number[]
  /** How many there are besides. */
  more: number
  /** All of them together. */
  total: number
  /** Each is drawn between none and that. */
  isDrawn: boolean
}

/** How long a state waits before each of its retries. */
export function waitsOf(retrier: Readonly<Record<string, Json>>, shown: number): Waits {
  const number = (name: string, otherwise: number) => {
    const value = retrier[name]
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : otherwise
  }
  const interval = number('IntervalSeconds', retrierDefaults.IntervalSeconds)
  const attempts = Math.floor(number('MaxAttempts', retrierDefaults.MaxAttempts))
  const rate = Math.max(1, number('BackoffRate', retrierDefaults.BackoffRate))
  const most = number('MaxDelaySeconds', DELAY_SECONDS_MAX)
  const seconds: number[] = []
  let total = 0
  for (let made = 0; made < attempts; made++) {
    const wait = Math.min(interval * rate ** made, most)
    if (made < shown) seconds.push(wait)
    // From here on all waits are equal.
    if (wait >= most || rate === 1 || wait === 0) {
      total += wait * (attempts - made)
      while (seconds.length < Math.min(attempts, shown)) seconds.push(wait)
      break
    }
    total += wait
  }
  return { seconds, more: attempts - seconds.length, total, isDrawn: retrier.JitterStrategy === 'FULL' }
}
