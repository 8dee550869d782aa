import { describe, expect, it } from 'vitest'

import { monthAfter, monthIn } from './month.ts'

const now = new Date('2026-11-26T23:59:00-03:00')

describe('months', () => {
  it.each([
    ['2026-10', '2026-10'],
    ['2026-11', '2026-11'],
    ['2026-12', '2026-11'],
    ['2026-13', '2026-11'],
    ['2026-1', '2026-11'],
    ['last', '2026-11'],
    [undefined, '2026-11'],
  ])('reads %s as %s', (text, month) => {
    expect(monthIn(text, now)).toBe(month)
  })

  it('goes from year to year', () => {
    expect(monthAfter('2026-01', -1)).toBe('2025-12')
    expect(monthAfter('2026-12', 1)).toBe('2027-01')
    expect(monthAfter('2026-03', -2)).toBe('2026-01')
  })
})
