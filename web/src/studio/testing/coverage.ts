import { allScopes, allStates, type StateId, type TransitionKind, type Workflow } from '../../workflow/definition.ts'
import type { Rehearsed } from './rehearsal.ts'

/** A way from a state to another. */
export type Way = { from: StateId; to: StateId; kind: TransitionKind }

/** What of a workflow was come to by some runs, and what was not. */
export type Coverage = {
  /** How often each state was come to, of all there are. */
  states: ReadonlyMap<StateId, number>
  ways: readonly (Way & { count: number })[]
}

/** Several rules of a Choice may lead to one state: that is one way. */
function waysOf(workflow: Workflow): Way[] {
  const ways = new Map<string, Way>()
  for (const scope of allScopes(workflow)) {
    for (const state of scope.states) for (const { to, kind } of state.transitions) ways.set(keyOf(state.id, to, kind), { from: state.id, to, kind })
  }
  return [...ways.values()]
}

export function coverageOf(workflow: Workflow, runs: readonly Rehearsed[]): Coverage {
  const visits = new Map<string, number>()
  const taken = new Map<string, number>()
  for (const run of runs) {
    for (const step of run.steps) visits.set(step.state, (visits.get(step.state) ?? 0) + 1)
    for (const { from, to, kind, count } of run.transitions) {
      const key = keyOf(from, to, kind)
      taken.set(key, (taken.get(key) ?? 0) + count)
    }
  }
  return {
    states: new Map([...allStates(workflow)].map((state) => [state.id, visits.get(state.id) ?? 0])),
    ways: waysOf(workflow).map((way) => ({ ...way, count: taken.get(keyOf(way.from, way.to, way.kind)) ?? 0 })),
  }
}

export type Share = { covered: number; total: number }

export function coveredStates({ states }: Coverage): Share {
  return { covered: [...states.values()].filter((count) => count > 0).length, total: states.size }
}

export function coveredWays({ ways }: Coverage): Share {
  return { covered: ways.filter((way) => way.count > 0).length, total: ways.length }
}

function keyOf(from: string, to: string, kind: TransitionKind): string {
  return JSON.stringify([from, kind, to])
}
