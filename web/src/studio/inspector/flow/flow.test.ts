import { describe, expect, it } from 'vitest'

import { differenceOf } from './difference.ts'
import { baseOf, stationsOf } from './trace.ts'

describe('what is different', () => {
  it('is what is new and what changed, where it is', () => {
    const marks = differenceOf({ a: 1, b: { c: [1, 2] } }, { a: 2, b: { c: [1, 3, 4] }, d: 1 })
    expect([...marks]).toEqual([['/a', 'changed'], ['/b/c[1]', 'changed'], ['/b/c[2]', 'added'], ['/d', 'added']])
  })

  it('is not marked where nothing is left', () => {
    expect(differenceOf({ a: 1 }, { b: 1 }).size).toBe(0)
    expect(differenceOf({ a: 1 }, 7).size).toBe(0)
    expect(differenceOf({ a: 1 }, { a: 1 }).size).toBe(0)
  })
})

describe('stations', () => {
  it('are those of fields that are written, and the ends', () => {
    const tested = {
      status: 'SUCCEEDED' as const,
      output: '{"r":1}',
      inspectionData: { input: '{"a":1}', afterInputPath: '{"a":1}', afterParameters: '{"p":1}', result: '1', afterResultSelector: '1', afterResultPath: '{"r":1}', variables: '{"v":1,"old":2}' },
    }
    const stations = stationsOf(tested, { Parameters: {}, ResultPath: '$.r', Assign: { 'v.$': '$' } }, 'JSONPath')
    expect(stations.map(({ kind, field }) => [kind, field])).toEqual([['input', null], ['arguments', 'Parameters'], ['result', null], ['combined', 'ResultPath'], ['output', null], ['variables', 'Assign']])
    expect(stations.at(-1)?.value).toEqual({ v: 1 })
  })

  it('are compared with the last one that something is left of', () => {
    const tested = { status: 'SUCCEEDED' as const, output: '{"a":1,"paid":true}', inspectionData: { input: '{"a":1}', afterArguments: '{"x":1}', result: '{"Payload":1}' } }
    const stations = stationsOf(tested, { Arguments: {}, Output: '' }, 'JSONata')
    expect(stations.map((_, index) => baseOf(stations, index)?.kind ?? null)).toEqual([null, null, null, 'input'])
    const dropped = { ...tested, output: '{"a":1,"b":2}', inspectionData: { input: '{"a":1,"b":2}', result: '{"a":1}' } }
    expect(baseOf(stationsOf(dropped, {}, 'JSONata'), 2)?.kind).toBe('input')
  })
})
