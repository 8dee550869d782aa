import type { Scope, State, StateId } from '../../workflow/definition.ts'
import type { Path } from '../../workflow/syntax.ts'

/** The workflow as a tree, one row after the other: the states of a scope as one comes through them, and what is within them. */

export type StateRow = { kind: 'state'; key: string; state: State; isStart: boolean; isOpen: boolean | null; level: number; position: number; size: number; parent: string | null }
/** A branch of a Parallel, or what a Map does with each item. */
export type ScopeRow = { kind: 'scope'; key: string; scope: Scope; /** Null for that of a Map. */ branch: number | null; isOpen: boolean | null; level: number; position: number; size: number; parent: string | null }
export type Row = StateRow | ScopeRow

/** `closed` has the keys of rows of which what is within is not shown. */
export function rowsOf(workflow: Scope, closed: ReadonlySet<string>): Row[] {
  return [...rowsIn(workflow, closed, 1, null)]
}

function* rowsIn(scope: Scope, closed: ReadonlySet<string>, level: number, parent: string | null): Generator<Row> {
  const states = inFlowOrder(scope)
  for (const [index, state] of states.entries()) {
    const key = stateKey(state.id)
    const isOpen = state.scopes.length === 0 ? null : !closed.has(key)
    yield { kind: 'state', key, state, isStart: state.id === scope.startAt, isOpen, level, position: index + 1, size: states.length, parent }
    if (!isOpen) continue
    for (const [at, inner] of state.scopes.entries()) {
      const innerKey = scopeKey(inner.path)
      const isInnerOpen = inner.states.length === 0 ? null : !closed.has(innerKey)
      yield { kind: 'scope', key: innerKey, scope: inner, branch: state.type === 'Map' ? null : at + 1, isOpen: isInnerOpen, level: level + 1, position: at + 1, size: state.scopes.length, parent: key }
      if (isInnerOpen) yield* rowsIn(inner, closed, level + 2, innerKey)
    }
  }
}

export function stateKey(id: StateId): string {
  return `state ${id}`
}

function scopeKey(path: Path): string {
  return `scope ${JSON.stringify(path)}`
}

/** The keys of all rows that a state is within. */
export function keysAround(workflow: Scope, id: StateId): string[] {
  for (const state of workflow.states) {
    if (state.id === id) return []
    for (const inner of state.scopes) {
      if (inner.states.some((one) => one.id === id)) return [stateKey(state.id), scopeKey(inner.path)]
      const deeper = keysAround(inner, id)
      if (deeper.length > 0) return [stateKey(state.id), scopeKey(inner.path), ...deeper]
    }
  }
  return []
}

/** Each state before those that it leads to, as far as none leads back; what nothing leads to is at the end. */
export function inFlowOrder(scope: Scope): State[] {
  const byId = new Map(scope.states.map((state) => [state.id, state]))
  const isDone = new Set<State>()
  const finished: State[] = []
  const visit = (root: State | undefined) => {
    if (!root || isDone.has(root)) return
    isDone.add(root)
    const path = [{ state: root, next: root.transitions.length - 1 }]
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const way = at.state.transitions[at.next--]
      const to = way && byId.get(way.to)
      if (!way) {
        finished.push(at.state)
        path.pop()
      } else if (to && !isDone.has(to)) {
        isDone.add(to)
        path.push({ state: to, next: to.transitions.length - 1 })
      }
    }
  }
  visit(byId.get(scope.startAt))
  const reached = finished.toReversed()
  return [...reached, ...scope.states.filter((state) => !isDone.has(state))]
}
