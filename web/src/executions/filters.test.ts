import { describe, expect, it } from 'vitest'

import { filterQuestion, filtersOf, isFiltered } from './filters.ts'

describe('filters in the address', () => {
  it('are what is known of them', () => {
    expect(filtersOf({})).toEqual({ machine: '', statuses: [], since: '', q: '', sort: 'newest' })
    expect(filtersOf({ status: 'FAILED,NONSENSE,RUNNING', since: '6h', sort: 'oldest', q: 'ana', machine: 'order' })).toEqual({
      machine: 'order', statuses: ['FAILED', 'RUNNING'], since: '6h', q: 'ana', sort: 'oldest',
    })
    expect(filtersOf({ since: 'yesterday', sort: 'random' })).toEqual(filtersOf({}))
    expect(isFiltered(filtersOf({ sort: 'oldest' }))).toBe(false)
    expect(isFiltered(filtersOf({ q: '1042' }))).toBe(true)
  })

  it('are asked of the server as it understands them', () => {
    const asked = filterQuestion(filtersOf({ status: 'FAILED', since: '1h', q: ' 1042 ' }))
    expect(asked).toMatchObject({ status: 'FAILED', q: '1042', machine: undefined })
    expect(Date.now() - Date.parse(asked.since ?? '')).toBeCloseTo(3_600_000, -3)
  })
})
