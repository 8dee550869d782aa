import { isRecord } from '../../../api/problem.ts'
import type { Scope, State, StateId } from '../../../workflow/definition.ts'

/** The names of the variables that a state can read: those assigned by states before it, in its scope and in those around. */
export function variablesBefore(scope: Scope, id: StateId): string[] {
  const names = new Set<string>()
  for (const state of statesBefore(scope, id) ?? []) for (const name of assignedBy(state)) names.add(name)
  return [...names]
}

/** The states whose assignments a state sees; null where the scope does not have it. */
export function statesBefore(scope: Scope, id: StateId): State[] | null {
  for (const state of scope.states) {
    if (state.id === id) return comingBefore(scope, id)
    for (const inner of state.scopes) {
      const within = statesBefore(inner, id)
      if (within) return [...comingBefore(scope, state.id), ...within]
    }
  }
  return null
}

/** The states of a scope from which control can come to one of them. */
function comingBefore(scope: Scope, id: StateId): State[] {
  const before = new Set<StateId>()
  const open = [id]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const state of scope.states) {
      if (before.has(state.id) || !state.transitions.some((transition) => transition.to === at)) continue
      before.add(state.id)
      open.push(state.id)
    }
  }
  return scope.states.filter((state) => before.has(state.id))
}

function assignedBy({ source }: State): string[] {
  const rules = [source.Choices, source.Catch].flatMap((list) => (Array.isArray(list) ? list : [])).filter(isRecord)
  return [source, ...rules].flatMap(({ Assign }) => (isRecord(Assign) ? Object.keys(Assign).map((name) => name.replace(/\.\$$/, '')) : []))
}
