import { allStates, type StateId, type TransitionKind, type Workflow } from '../../workflow/definition.ts'
import type { Rehearsed } from './rehearsal.ts'

/** A way from a state to another. `index` tells rules of a Choice and catchers apart. */
export type Way = { from: StateId; to: StateId; kind: TransitionKind; index: number | null }

/** What of a workflow was come to by some runs, and what was not. */
export type Coverage = {
  /** How often each state was come to, of all there are. */
  states: ReadonlyMap<StateId, number>
  ways: readonly (Way & { count: number })[]
}

function waysOf(workflow: Workflow): Way[] {
  return [...allStates(workflow)].flatMap((state) => state.transitions.map(({ to, kind, ref }) => ({ from: state.id, to, kind, index: 'index' in ref ? ref.index : null })))
}

export function coverageOf(workflow: Workflow, runs: readonly Rehearsed[]): Coverage {
  const visits = new Map<string, number>()
  const taken = new Map<string, number>()
  for (const run of runs) {
    for (const step of run.steps) visits.set(step.state, (visits.get(step.state) ?? 0) + 1)
    for (const { from, kind, index, count } of run.transitions) {
      const key = keyOf(from, kind, index)
      taken.set(key, (taken.get(key) ?? 0) + count)
    }
  }
  return {
    states: new Map([...allStates(workflow)].map((state) => [state.id, visits.get(state.id) ?? 0])),
    ways: waysOf(workflow).map((way) => ({ ...way, count: taken.get(keyOf(way.from, way.kind, way.index)) ?? 0 })),
  }
}

export type Share = { covered: number; total: number }

export function coveredStates({ states }: Coverage): Share {
  return { covered: [...states.values()].filter((count) => count > 0).length, total: states.size }
}

export function coveredWays({ ways }: Coverage): Share {
  return { covered: ways.filter((way) => way.count > 0).length, total: ways.length }
}

function keyOf(from: string | null, kind: string, index: number | null): string {
  return JSON.stringify([from, kind, index])
}
