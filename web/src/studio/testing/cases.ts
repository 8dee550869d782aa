import type { Coverage } from './coverage.ts'
import type { Difference } from './expectation.ts'
import type { Rehearsed } from './rehearsal.ts'
import type { TestCase } from './test_case.ts'

/** How a case went. `broken`: it could not be run at all, as when the definition is refused. */
export type CaseOutcome = { case: TestCase } & (
  | { verdict: 'passed'; run: Rehearsed }
  | { verdict: 'failed'; run: Rehearsed; differences: readonly Difference[] }
  | { verdict: 'broken'; error: unknown }
)

/** All cases of a machine, run against one text. */
export type CasesRun = {
  text: string
  outcomes: readonly CaseOutcome[]
  passed: number
  coverage: Coverage
}

export type Progress = { done: number; total: number }

/** The cases of the machine that is open, for whoever wants them run: before publishing, say. */
export type Cases = {
  cases: readonly TestCase[]
  isPending: boolean
  /** Why they could not be read. */
  error: unknown
  /** While they are run. */
  progress: Progress | null
  /** How they went last, whatever is written now: `lastRun.text` says against what. */
  lastRun: CasesRun | null
  /** Runs all of them against what is written now. */
  run: () => Promise<CasesRun>
}
