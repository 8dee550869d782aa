import { isJson } from '../../format/json.ts'
import type { Json } from '../../workflow/syntax.ts'
import type { Watched } from './flow_bench.ts'
import { draftsOf, faultOf, type MockDrafts, mocksOf } from './mock_draft.ts'
import type { RehearsalStatus } from './rehearsal.ts'
import type { Expectation, TestCase } from './test_case.ts'

/** A case as it is being written. */
export type CaseDraft = {
  name: string
  input: string
  mocks: MockDrafts
  status: RehearsalStatus
  match: 'none' | 'part' | 'exactly'
  output: string
  error: string
  path: readonly string[]
}

export const expectableStatuses = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const satisfies readonly RehearsalStatus[]

export function blankCase(): TestCase {
  return { id: crypto.randomUUID(), name: '', input: {}, mocks: [], expect: { status: 'SUCCEEDED', output: null, error: null, path: null }, from_execution: null, started_at: null, execution_name: null }
}

/** A run that is kept: with the answers that were asked for, and expected to end as it did. */
export function caseOfRun({ input, mocks, run }: Watched): TestCase {
  const visited = new Set(run.steps.map((step) => step.state))
  const isGood = run.status === 'SUCCEEDED'
  const expect: Expectation = { status: run.status, output: isGood ? { match: 'exactly', value: run.output } : null, error: isGood ? null : run.error, path: null }
  return { ...blankCase(), input, mocks: mocks.filter((mock) => visited.has(mock.state)), expect }
}

export function copyOfCase(one: TestCase, name: string): TestCase {
  return { ...one, id: crypto.randomUUID(), name }
}

export function draftOfCase({ name, input, mocks, expect }: TestCase): CaseDraft {
  return {
    name,
    input: pretty(input),
    mocks: draftsOf(mocks),
    status: expect.status,
    match: expect.output?.match ?? 'none',
    output: pretty(expect.output?.value ?? {}),
    error: expect.error ?? '',
    path: expect.path ?? [],
  }
}

export function isFaultyCase(draft: CaseDraft): boolean {
  const isOutputWrong = draft.status === 'SUCCEEDED' && draft.match !== 'none' && !isJson(draft.output)
  return draft.name.trim() === '' || !isJson(draft.input) || isOutputWrong || [...draft.mocks.values()].some(faultOf)
}

/** The case that is meant; only when the draft has no faults. */
export function caseOfDraft(one: TestCase, draft: CaseDraft): TestCase {
  const isGood = draft.status === 'SUCCEEDED'
  const input: Json = JSON.parse(draft.input)
  return {
    ...one,
    name: draft.name.trim(),
    input,
    mocks: mocksOf(draft.mocks),
    expect: {
      status: draft.status,
      output: isGood && draft.match !== 'none' ? { match: draft.match, value: JSON.parse(draft.output) } : null,
      error: isGood || draft.error.trim() === '' ? null : draft.error.trim(),
      path: draft.path.length === 0 ? null : draft.path,
    },
  }
}

function pretty(value: Json): string {
  return JSON.stringify(value, null, 2)
}
