import { describe, expect, it } from 'vitest'

import { waitsOf } from './waits.ts'

describe('waits', () => {
  it('are 1, 2 and 4 seconds where nothing is said', () => {
    expect(waitsOf({}, 6)).toEqual({ seconds: [1, 2, 4], more: 0, total: 7, isDrawn: false })
  })

  it('grow until they are as long as they may be', () => {
    const retrier = { IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 3, MaxDelaySeconds: 20 }
    expect(waitsOf(retrier, 6)).toMatchObject({ seconds: [2, 6, 18, 20, 20, 20], total: 86 })
  })

  it('are none where nothing is tried again', () => {
    expect(waitsOf({ MaxAttempts: 0 }, 6)).toMatchObject({ seconds: [], more: 0, total: 0 })
  })

  it('are counted beyond those that are shown, however many', () => {
    const { seconds, more, total } = waitsOf({ IntervalSeconds: 1, MaxAttempts: 99_999_999, BackoffRate: 2, MaxDelaySeconds: 8 }, 4)
    expect(seconds).toEqual([1, 2, 4, 8])
    expect(more).toBe(99_999_995)
    expect(total).toBe(7 + 8 * 99_999_996)
    expect(waitsOf({ IntervalSeconds: 5, MaxAttempts: 1_000_000, BackoffRate: 1 }, 3)).toMatchObject({ seconds: [5, 5, 5], total: 5_000_000 })
  })

  it('are as the language has them where a number is none', () => {
    expect(waitsOf({ IntervalSeconds: 'x', BackoffRate: 0.5, MaxAttempts: 2, JitterStrategy: 'FULL' }, 6)).toEqual({ seconds: [1, 1], more: 0, total: 2, isDrawn: true })
  })
})
