import { describe, expect, it } from 'vitest'

import { type BulkResult, hindrance, planBulk, runBulk } from './bulk.ts'
import type { Execution } from '../api/execution.ts'
import { nothingChosen, select } from './selection.ts'

const now = Date.parse('2026-11-27T20:00:00Z')

function execution(name: string, more: Partial<Execution> = {}): Execution {
  return {
    arn: `arn:aws:states:us-east-1:000000000000:execution:order:${name}`, machine: 'order', machine_arn: '', version: null, name, kind: 'STANDARD', status: 'FAILED',
    started_at: '2026-11-27T19:00:00Z', stopped_at: '2026-11-27T19:30:00Z', duration_ms: 1, redrive_count: 0, error: null, current: [], order: null, ...more,
  }
}

describe('what is done to many', () => {
  it('makes no sense for some of them', () => {
    expect(hindrance('stop', execution('a'), now)).toBe('over')
    expect(hindrance('stop', execution('a', { status: 'RUNNING' }), now)).toBeNull()
    expect(hindrance('redrive', execution('a'), now)).toBeNull()
    expect(hindrance('redrive', execution('a', { status: 'SUCCEEDED' }), now)).toBe('succeeded')
    expect(hindrance('redrive', execution('a', { kind: 'EXPRESS' }), now)).toBe('express')
    expect(hindrance('redrive', execution('a', { stopped_at: '2026-11-01T00:00:00Z' }), now)).toBe('too_old')
    expect(hindrance('rerun', execution('a', { status: 'RUNNING' }), now)).toBe('running')
    const plan = planBulk('redrive', [execution('a'), execution('b', { status: 'SUCCEEDED' }), execution('c', { status: 'SUCCEEDED' })], now)
    expect(plan.can.map((one) => one.name)).toEqual(['a'])
    expect(plan.cannot.get('succeeded')?.map((one) => one.name)).toEqual(['b', 'c'])
  })

  it('goes on when one fails', async () => {
    const results: BulkResult[] = []
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    await runBulk(names.map((name) => execution(name)), ({ name, arn }) => (name === 'b' ? Promise.reject(new Error('no')) : Promise.resolve(arn)), (result) => results.push(result), new AbortController().signal)
    expect(results.map((result) => result.execution.name).sort()).toEqual(names)
    expect(results.filter((result) => 'failed' in result.outcome).map((result) => result.execution.name)).toEqual(['b'])
  })

  it('can be stopped', async () => {
    const stop = new AbortController()
    let done = 0
    await runBulk(Array.from({ length: 100 }, (_, index) => execution(String(index))), ({ arn }) => Promise.resolve(arn), () => {
      done += 1
      if (done === 10) stop.abort()
    }, stop.signal)
    expect(done).toBeLessThan(20)
  })
})

describe('a selection', () => {
  const rows = ['a', 'b', 'c', 'd'].map((name) => execution(name))
  const names = (selection: typeof nothingChosen) => [...selection.chosen.values()].map((one) => one.name)

  it('is of one row after the other, or of all between two', () => {
    const one = select(nothingChosen, { kind: 'toggle', rows, index: 1, range: false })
    expect(names(one)).toEqual(['b'])
    expect(names(select(one, { kind: 'toggle', rows, index: 3, range: true }))).toEqual(['b', 'c', 'd'])
    expect(names(select(one, { kind: 'toggle', rows, index: 1, range: false }))).toEqual([])
    expect(names(select(one, { kind: 'clear' }))).toEqual([])
  })
})
