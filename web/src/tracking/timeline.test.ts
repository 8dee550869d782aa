import { describe, expect, it } from 'vitest'

import type { Entry } from './followed.ts'
import { withEntry } from './live.ts'
import { anchorOf, rowsOf } from './timeline.ts'

const entry = (number: number, event = 'PLACED'): Entry => ({ number, event, at: '2026-11-26T22:00:00Z', by: 'system', status: 'RECEIVED', text: event })

describe('a timeline', () => {
  it('has the latest first, whatever the order in which it came', () => {
    const rows = rowsOf([entry(2, 'PAID'), entry(3, 'DELAYED'), entry(1)])
    expect(rows.map(({ entry: { number } }) => number)).toEqual([3, 2, 1])
    expect(rows.map(({ isLatest }) => isLatest)).toEqual([true, false, false])
    expect(rows.map(({ look }) => look)).toEqual(['late', 'good', 'plain'])
  })

  it('shows what it does not know plainly', () => {
    expect(rowsOf([entry(1, 'ABDUCTED')])[0]?.look).toBe('plain')
  })

  it('has an address for each event', () => {
    expect(anchorOf(entry(17))).toBe('evento-17')
  })

  it('takes an entry that is told again once, and puts one that is late in its place', () => {
    const timeline = [entry(1), entry(3)]
    expect(withEntry(timeline, entry(3))).toBe(timeline)
    expect(withEntry(timeline, entry(2)).map(({ number }) => number)).toEqual([1, 2, 3])
  })
})
