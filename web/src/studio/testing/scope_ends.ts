import { allStates, type Scope, type StateId, type Workflow } from '../../workflow/definition.ts'
import { END, endOf, START, startOf } from '../../workflow/layout.ts'

/** The dots of a picture at which the scope of a state begins and ends. */
export type ScopeEnds = { start: string; end: string }

export function scopeEnds(workflow: Workflow): Map<StateId, ScopeEnds> {
  const ends = new Map<StateId, ScopeEnds>()
  const note = (scope: Scope, of: ScopeEnds) => scope.states.forEach((state) => ends.set(state.id, of))
  note(workflow, { start: START, end: END })
  for (const outer of allStates(workflow)) {
    for (const [branch, scope] of outer.scopes.entries()) note(scope, { start: startOf(outer.id, branch), end: endOf(outer.id, branch) })
  }
  return ends
}
