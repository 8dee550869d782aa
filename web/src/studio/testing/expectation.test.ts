import { describe, expect, it } from 'vitest'

import { differencesOf, isEqual, isPartOf, projectOnto } from './expectation.ts'
import type { Rehearsed } from './rehearsal.ts'
import type { Expectation } from './test_case.ts'

const run = (members: Partial<Rehearsed>): Rehearsed => ({ status: 'SUCCEEDED', limit: null, output: { total: 7, lines: [{ id: 1, name: 'A' }] }, error: null, cause: null, seconds: 0, steps: [], path: ['A', 'B', 'C'], transitions: [], unmocked: [], unasked: [], ...members })
const expected = (members: Partial<Expectation> = {}): Expectation => ({ status: 'SUCCEEDED', output: null, error: null, path: null, ...members })

describe('what is expected', () => {
  it('is not looked at where nothing is said of it', () => {
    expect(differencesOf(expected(), run({ output: { anything: true } }))).toEqual([])
  })

  it('is compared with the status and the error', () => {
    const failed = run({ status: 'FAILED', error: 'Declined', output: null })
    expect(differencesOf(expected(), failed)).toEqual([{ kind: 'status', expected: 'SUCCEEDED', actual: 'FAILED' }])
    expect(differencesOf(expected({ status: 'FAILED', error: 'Timeout' }), failed)).toEqual([{ kind: 'error', expected: 'Timeout', actual: 'Declined' }])
  })

  it('may be a part of the output, or all of it', () => {
    const part = { lines: [{ id: 1 }] }
    expect(differencesOf(expected({ output: { match: 'part', value: part } }), run({}))).toEqual([])
    expect(differencesOf(expected({ output: { match: 'exactly', value: part } }), run({}))).toHaveLength(1)
  })

  it('is not met by an error that only says that nobody answered', () => {
    const failed = run({ status: 'FAILED', error: 'States.TaskFailed', output: null, unmocked: ['B'] })
    expect(differencesOf(expected({ status: 'FAILED' }), failed)).toEqual([{ kind: 'unmocked', states: ['B'] }])
  })

  it('names the first state of the path that was not come to in its turn', () => {
    expect(differencesOf(expected({ path: ['A', 'C'] }), run({}))).toEqual([])
    expect(differencesOf(expected({ path: ['B', 'A'] }), run({}))).toEqual([{ kind: 'path', missing: 'A', after: 'B' }])
  })
})

it('JSON is equal whatever the order of its members', () => {
  expect(isEqual({ a: 1, b: [null] }, { b: [null], a: 1 })).toBe(true)
  expect(isEqual({ a: 1 }, { a: 1, b: 2 })).toBe(false)
  expect(isEqual([1, 2], [2, 1])).toBe(false)
  expect(isEqual({ a: null }, {})).toBe(false)
  expect(isPartOf({ a: null }, {})).toBe(false)
  expect(isPartOf([1], [1, 2])).toBe(false)
})

it('what came is shown as far as something was said of it', () => {
  expect(projectOnto({ a: { b: 1 }, list: [{ x: 0 }] }, { a: { b: 2, c: 3 }, list: [{ x: 1, y: 2 }, 5], d: 4 })).toEqual({ a: { b: 2 }, list: [{ x: 1 }, 5] })
})
