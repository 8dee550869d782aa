import type { Json } from '../../workflow/syntax.ts'
import type { RehearsalStatus } from './rehearsal.ts'
import type { OutputExpectation, TestCase } from './test_case.ts'

/** A case as the API has it: what is not looked at is not said. */
export type StoredCase = Omit<TestCase, 'expect'> & {
  expect: { status: RehearsalStatus; output?: Json; output_match?: OutputExpectation['match']; error?: string | null; path?: readonly string[] | null }
}

export function caseOf({ expect: { status, output, output_match: match = 'exactly', error = null, path = null }, ...one }: StoredCase): TestCase {
  const { id, name, input, mocks, from_execution, started_at, execution_name } = one
  return { id, name, input, mocks, from_execution, started_at, execution_name, expect: { status, output: output === undefined ? null : { match, value: output }, error, path } }
}

export function storedOf({ expect: { status, output, error, path }, ...one }: TestCase): StoredCase {
  return { ...one, expect: { status, ...(output ? { output: output.value, output_match: output.match } : {}), error, path } }
}
