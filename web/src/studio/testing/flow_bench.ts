import { useSyncExternalStore } from 'react'

import { isRecord } from '../../api/problem.ts'
import { prettyJson } from '../../format/json.ts'
import { say } from '../../texts/bundles.ts'
import type { Workflow } from '../../workflow/definition.ts'
import type { Json } from '../../workflow/syntax.ts'
import type { Session, StateSample } from '../session.ts'
import { useSession } from '../session_context.tsx'
import { looksAt } from './looks.ts'
import { draftOfResult, draftsOf, type MockDraft, type MockDrafts, mocksOf } from './mock_draft.ts'
import { Playback } from './player.ts'
import { mockable, proposalFor } from './proposal.ts'
import { type Mock, type Rehearsed, rehearse } from './rehearsal.ts'
import { showUntilEdited } from './show_until_edited.ts'
import { Store } from './store.ts'

/** The rehearsal of the whole workflow as it is being set up and watched. It outlasts the drawer it is shown in. */

/** With what the workflow is run. A state that is not in `mocks` answers as is proposed for it; without answers nobody does. */
export type Plan = { input: string; mocks: MockDrafts }

export type Watched = {
  /** What was run, and with what. */
  text: string
  input: Json
  mocks: readonly Mock[]
  workflow: Workflow
  run: Rehearsed
  playback: Playback
}

type FlowState = { plan: Plan; watched: Watched | null; position: number }

const stores = new WeakMap<Session, FlowBench>()

/** The plan is kept in the browser, beside the draft. */
const PLAN_PREFIX = 'entrega:studio-rehearsal:'

export class FlowBench extends Store<FlowState> {
  readonly #session: Session

  constructor(session: Session) {
    super({ plan: readPlan(session.now().name), watched: null, position: 0 })
    this.#session = session
  }

  plan(members: Partial<Plan>): void {
    const plan = { ...this.now().plan, ...members }
    this.set({ plan })
    keepPlan(this.#session.now().name, plan)
  }

  setMock(state: string, mock: MockDraft | null): void {
    const mocks = new Map(this.now().plan.mocks)
    if (mock) mocks.set(state, mock)
    else mocks.delete(state)
    this.plan({ mocks })
  }

  /** Runs what is written. The plan has no faults. */
  async run(): Promise<Rehearsed> {
    const { text, type, substitutions, document, name } = this.#session.now()
    const { plan } = this.now()
    const { workflow } = document
    const mocks = mocksOf(effectiveMocks(workflow, plan.mocks)).filter((mock) => mock.answers.length > 0 || mock.items !== undefined)
    const input: Json = JSON.parse(plan.input)
    const run = await rehearse({ text, type, substitutions, input, mocks, name })
    this.set({ watched: { text, input, mocks, workflow, run, playback: new Playback(run) } })
    this.#session.set({ samples: new Map([...this.#session.now().samples, ...samplesOf(run)]) })
    return run
  }

  /** Watches a run that was made elsewhere, from its end. */
  watch(watched: Omit<Watched, 'playback'>): void {
    this.set({ watched: { ...watched, playback: new Playback(watched.run) } })
    this.goTo(watched.run.steps.length)
  }

  /** Shows a moment of the rehearsal, here and on the canvas. */
  goTo(position: number): void {
    const { watched } = this.now()
    if (!watched) return
    const to = Math.max(0, Math.min(watched.playback.end, position))
    this.set({ position: to })
    showUntilEdited(this.#session, { title: say('testing-showing-run'), looks: looksAt(watched.playback, to, say), taken: watched.playback.takenAt(to, watched.workflow), at: watched.run.steps[to]?.state })
  }
}

export function flowBenchOf(session: Session): FlowBench {
  const known = stores.get(session) ?? new FlowBench(session)
  stores.set(session, known)
  return known
}

export function useFlowBench(): [FlowState, FlowBench] {
  const bench = flowBenchOf(useSession())
  return [useSyncExternalStore(bench.subscribe, bench.now), bench]
}

/** Every state that asks somebody, with who answers: as it was said, or as is proposed. */
export function effectiveMocks(workflow: Workflow, mocks: MockDrafts): MockDrafts {
  return new Map(mockable(workflow).map((state) => [state.name, mocks.get(state.name) ?? draftOfResult(proposalFor(workflow, state))]))
}

function samplesOf(run: Rehearsed): Map<string, StateSample> {
  return new Map(
    run.steps.map(({ state, input, variables, arguments: given, result, output }) => [
      state,
      { input, variables: variables ?? {}, source: { kind: 'rehearsal' }, ...(given === null ? {} : { arguments: given }), ...(result === null ? {} : { result }), ...(output === null ? {} : { output }) },
    ]),
  )
}

function readPlan(name: string): Plan {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLAN_PREFIX + name) ?? 'null')
    if (isRecord(kept) && typeof kept.input === 'string' && Array.isArray(kept.mocks)) return { input: kept.input, mocks: draftsOf(kept.mocks) }
  } catch {
    // What cannot be read is begun anew.
  }
  return { input: prettyJson('{}'), mocks: new Map() }
}

/** A plan that has faults is not kept: it is being written. */
function keepPlan(name: string, { input, mocks }: Plan): void {
  try {
    localStorage.setItem(PLAN_PREFIX + name, JSON.stringify({ input, mocks: mocksOf(mocks) }))
  } catch {
    // A result that is no JSON yet, or a browser that keeps nothing.
  }
}
