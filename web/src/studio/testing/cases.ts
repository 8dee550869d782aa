import { useSyncExternalStore } from 'react'

import type { Workflow } from '../../workflow/definition.ts'
import type { Session } from '../session.ts'
import { useSession } from '../session_context.tsx'
import { useStoredCases } from './case_store.ts'
import { type Coverage, coverageOf } from './coverage.ts'
import { type Difference, differencesOf } from './expectation.ts'
import { type Rehearsed, rehearse } from './rehearsal.ts'
import { Store } from './store.ts'
import type { TestCase } from './test_case.ts'

/** How a case went against a text. `broken`: it could not be run at all, as when the definition is refused. */
export type CaseOutcome = { case: TestCase; text: string; workflow: Workflow } & (
  | { verdict: 'passed'; run: Rehearsed }
  | { verdict: 'failed'; run: Rehearsed; differences: readonly Difference[] }
  | { verdict: 'broken'; error: unknown }
)

/** All cases of a machine, run against one text. */
export type CasesRun = {
  text: string
  workflow: Workflow
  outcomes: readonly CaseOutcome[]
  passed: number
  coverage: Coverage
}

/** `last` is how the last one that was run went. */
export type Progress = { done: number; total: number; last: CaseOutcome['verdict'] | null }

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

type CasesState = {
  progress: Progress | null
  lastRun: CasesRun | null
  /** How each case went last, by its id: those that were run by themselves too. */
  outcomes: ReadonlyMap<string, CaseOutcome>
}

const stores = new WeakMap<Session, Store<CasesState>>()

function storeOf(session: Session): Store<CasesState> {
  const known = stores.get(session) ?? new Store<CasesState>({ progress: null, lastRun: null, outcomes: new Map() })
  stores.set(session, known)
  return known
}

/** Runs a case against what is written now. */
export async function runCase(session: Session, one: TestCase): Promise<CaseOutcome> {
  const outcome = await outcomeOf(session, one)
  const store = storeOf(session)
  store.set({ outcomes: new Map(store.now().outcomes).set(one.id, outcome) })
  return outcome
}

async function outcomeOf(session: Session, one: TestCase): Promise<CaseOutcome> {
  const { text, type, substitutions, name, document } = session.now()
  const about = { case: one, text, workflow: document.workflow }
  try {
    const run = await rehearse({ text, type, substitutions, input: one.input, mocks: one.mocks, name, started_at: one.started_at, execution_name: one.execution_name })
    const differences = differencesOf(one.expect, run)
    return differences.length === 0 ? { ...about, verdict: 'passed', run } : { ...about, verdict: 'failed', run, differences }
  } catch (error) {
    return { ...about, verdict: 'broken', error }
  }
}

/** Runs cases one after the other, against what is written when it begins. */
export async function runAllCases(session: Session, cases: readonly TestCase[]): Promise<CasesRun> {
  const store = storeOf(session)
  const { text, document } = session.now()
  const outcomes: CaseOutcome[] = []
  store.set({ progress: { done: 0, total: cases.length, last: null } })
  for (const one of cases) {
    const outcome = await runCase(session, one)
    outcomes.push(outcome)
    store.set({ progress: { done: outcomes.length, total: cases.length, last: outcome.verdict } })
  }
  const runs = outcomes.flatMap((one) => ('run' in one ? [one.run] : []))
  const lastRun = { text, workflow: document.workflow, outcomes, passed: outcomes.filter((one) => one.verdict === 'passed').length, coverage: coverageOf(document.workflow, runs) }
  store.set({ progress: null, lastRun })
  return lastRun
}

const none: readonly TestCase[] = []

export function useCases(): Cases {
  const session = useSession()
  const { data: cases = none, isPending, error } = useStoredCases()
  const { progress, lastRun } = useCasesState()
  return { cases, isPending, error, progress, lastRun, run: () => runAllCases(session, cases) }
}

export function useCasesState(): CasesState {
  const store = storeOf(useSession())
  return useSyncExternalStore(store.subscribe, store.now)
}
