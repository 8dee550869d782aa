import { describe, expect, it } from 'vitest'

import { countedPlace, draftOfResult, draftsOf, faultOf, type MockDraft, mocksOf, placeOf } from './mock_draft.ts'
import type { Mock } from './rehearsal.ts'

const mocks: Mock[] = [
  { state: 'Pay', answers: [{ error: 'Busy', cause: 'later', after_ms: 5 }, { result: { paid: true } }], after_ms: 2_500, repeat_last: false },
  { state: 'Each', answers: [{ nothing: true }], after_ms: 0, repeat_last: true, items: { '1/0': [{ result: null }] } },
]

describe('mocks that are written', () => {
  it('are what they were when nothing was changed', () => {
    expect(mocksOf(draftsOf(mocks))).toEqual(mocks)
  })

  it('have faults until they can be used', () => {
    const draft = (members: Partial<MockDraft>): MockDraft => ({ ...draftOfResult({}), ...members })
    expect(faultOf(draft({}))).toBeNull()
    expect(faultOf(draft({ answers: [{ kind: 'result', text: '{' }] }))).toBe('result')
    expect(faultOf(draft({ items: new Map([['0', [{ kind: 'error', error: ' ', cause: '' }]]]) }))).toBe('error')
    expect(faultOf(draft({ after: 'soon' }))).toBe('after')
    expect(faultOf(draft({ after: '2,5' }))).toBeNull()
  })
})

it('items are counted from one', () => {
  expect(['1', '3 / 1', '0', 'x', ''].map(placeOf)).toEqual(['0', '2/0', null, null, null])
  expect(countedPlace('2/0')).toBe('3/1')
})
