import { expect, it } from 'vitest'

import { blankCase, caseOfDraft, draftOfCase, isFaultyCase } from './case_draft.ts'
import { caseOf, storedOf } from './stored_case.ts'
import type { TestCase } from './test_case.ts'

const one: TestCase = {
  ...blankCase(),
  name: 'Declined',
  input: { order: 1 },
  mocks: [{ state: 'Pay', answers: [{ error: 'Declined' }], after_ms: 0, repeat_last: true }],
  expect: { status: 'SUCCEEDED', output: { match: 'part', value: { paid: false } }, error: null, path: ['Pay', 'Sorry'] },
}

it('a case that is opened and kept is the same', () => {
  expect(caseOfDraft(one, draftOfCase(one))).toEqual(one)
})

it('a case that is to fail says nothing of the output, one that succeeds nothing of the error', () => {
  const draft = { ...draftOfCase(one), error: 'Declined', path: [] }
  expect(caseOfDraft(one, draft).expect.error).toBeNull()
  expect(caseOfDraft(one, { ...draft, status: 'FAILED' }).expect).toEqual({ status: 'FAILED', output: null, error: 'Declined', path: null })
})

it('a case needs a name, and JSON where it is looked at', () => {
  const draft = draftOfCase(one)
  expect(isFaultyCase(draft)).toBe(false)
  expect(isFaultyCase({ ...draft, name: ' ' })).toBe(true)
  expect(isFaultyCase({ ...draft, output: '{' })).toBe(true)
  expect(isFaultyCase({ ...draft, output: '{', match: 'none' })).toBe(false)
})

it('what is not looked at is not said to the API, and null is a value', () => {
  expect(caseOf(storedOf(one))).toEqual(one)
  const isNull: TestCase = { ...one, expect: { ...one.expect, output: { match: 'exactly', value: null } } }
  expect(caseOf(storedOf(isNull))).toEqual(isNull)
  expect('output' in storedOf({ ...one, expect: { ...one.expect, output: null } }).expect).toBe(false)
})
