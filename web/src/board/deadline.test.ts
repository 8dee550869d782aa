import { describe, expect, it } from 'vitest'

import { leftOf, urgencyOf } from './deadline.ts'

const within = (now: number) => ({ since: 0, until: 480_000, now })

describe('the time to answer', () => {
  it.each([
    [0, 'calm'],
    [239_000, 'calm'],
    [240_000, 'soon'],
    [359_000, 'soon'],
    [360_000, 'near'],
    [479_999, 'near'],
    [480_000, 'over'],
    [900_000, 'over'],
  ])('after %i ms it is %s', (now, urgency) => expect(urgencyOf(within(now))).toBe(urgency))

  it('is a part of the whole, also by clocks that differ', () => {
    expect(leftOf(within(-5_000))).toBe(1)
    expect(leftOf(within(120_000))).toBe(0.75)
    expect(leftOf({ since: 10, until: 10, now: 10 })).toBe(0)
  })
})
