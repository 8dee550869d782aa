import type { Scope, State, StateId, Transition, TransitionRef } from '../../workflow/definition.ts'
import { allScopes } from '../../workflow/definition.ts'
import type { WorkflowDocument } from '../../workflow/document.ts'
import type { Place } from '../../workflow/edit.ts'
import type { Path } from '../../workflow/syntax.ts'
import type { FlowEdge } from '../../workflow/layout.ts'

/** Where things go on the canvas, as places of the document. */

/** Nothing can come after these. */
export function isFinal(state: State): boolean {
  return state.type === 'Succeed' || state.type === 'Fail'
}

/** The place on a line. A line that stands for several ways is the first of them; null where it is none that could lead elsewhere. */
export function placeOn(document: WorkflowDocument, edge: FlowEdge): Place | null {
  const idOf = (node: string) => (document.states.has(node) ? node : null)
  const from = idOf(edge.from)
  const to = idOf(edge.to)
  const [transition] = edge.transitions
  if (transition) return { kind: 'between', from, to, transition }
  return from === null ? null : { kind: 'before', state: from }
}

/** Where an item goes that was only clicked: after what is chosen; else where the main path ends. */
export function placeForNew(document: WorkflowDocument, selection: readonly StateId[]): Place {
  const chosen = selection.at(-1)
  const last = (chosen === undefined ? undefined : document.states.get(chosen)) ?? lastOfMainPath(document.workflow)
  if (!last) return { kind: 'into', scope: [] }
  return isFinal(last) ? { kind: 'before', state: last.id } : { kind: 'after', state: last.id }
}

/** Goes on as when all goes well, until it ends or comes round. */
function lastOfMainPath(scope: Scope): State | undefined {
  const byId = new Map(scope.states.map((state) => [state.id, state]))
  const passed = new Set<State>()
  let state = byId.get(scope.startAt)
  for (let next = state; next && !passed.has(next); next = byId.get(continuationOf(next)?.to ?? '')) {
    passed.add(next)
    state = next
  }
  return state ?? scope.states.at(-1)
}

function continuationOf(state: State): Transition | undefined {
  return state.transitions.find((one) => one.kind === 'next') ?? state.transitions.find((one) => one.kind === 'choice') ?? state.transitions.find((one) => one.kind === 'default')
}

export function scopeOf(document: WorkflowDocument, id: StateId): Scope | null {
  for (const scope of allScopes(document.workflow)) if (scope.states.some((state) => state.id === id)) return scope
  return null
}

/** Where a state goes when it changes places with the one after it, or before it; null where there is none. */
export function placeBeside(document: WorkflowDocument, id: StateId, direction: 'up' | 'down'): Place | null {
  const scope = scopeOf(document, id)
  const state = document.states.get(id)
  if (!scope || !state) return null
  if (direction === 'down') {
    const next = scope.states.find((one) => one.id === continuationOf(state)?.to && one.id !== id)
    return !next || isFinal(next) ? null : { kind: 'after', state: next.id }
  }
  const before = scope.states.find((one) => one.id !== id && continuationOf(one)?.to === id) ?? scope.states.find((one) => one.id !== id && one.transitions.some((way) => way.to === id))
  return before && !isFinal(state) ? { kind: 'before', state: before.id } : null
}

/** A way out of a state, that is there or could be. */
export type Way = { ref: TransitionRef; kind: 'next' | 'default' | 'choice' | 'catch'; label: string; to: StateId | null; isNew: boolean }

/** All ways out of a state; the one that is most likely meant is the first. */
export function waysOut(state: State): Way[] {
  if (isFinal(state) || state.type === 'Unknown') return []
  const known = (kind: Way['kind']) => state.transitions.filter((one) => one.kind === kind)
  const there = (one: Transition): Way => ({ ref: one.ref, kind: one.kind, label: one.label, to: one.to, isNew: false })
  if (state.type === 'Choice') {
    const rules = countOf(state.source.Choices)
    const fallback = known('default').map(there)
    const free: Way = { ref: { kind: 'default' }, kind: 'default', label: '', to: null, isNew: true }
    const rule: Way = { ref: { kind: 'choice', index: rules }, kind: 'choice', label: '', to: null, isNew: true }
    return [rule, ...(fallback.length > 0 ? fallback : [free]), ...known('choice').map(there)]
  }
  const next = known('next').map(there)
  const ways: Way[] = next.length > 0 ? next : [{ ref: { kind: 'next' }, kind: 'next', label: '', to: null, isNew: true }]
  if (!canCatch(state)) return ways
  return [...ways, { ref: { kind: 'catch', index: countOf(state.source.Catch) }, kind: 'catch', label: '', to: null, isNew: true }, ...known('catch').map(there)]
}

export function canCatch(state: State): boolean {
  return state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map'
}

function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0
}

/** What a line from a state may lead to: the others of its scope. */
export function targetsOf(document: WorkflowDocument, from: StateId): State[] {
  return scopeOf(document, from)?.states.filter((state) => state.id !== from) ?? []
}

/** Whether the scope that a place is in is within one of the states: what is moved cannot go into itself. */
export function isWithin(document: WorkflowDocument, inner: StateId | null, states: readonly StateId[]): boolean {
  const path = inner === null ? null : document.states.get(inner)?.path
  return path !== null && path !== undefined && states.some((state) => startsWith(path, document.states.get(state)?.path))
}

export function startsWith(path: Path, start: Path | undefined): boolean {
  return start !== undefined && start.length <= path.length && start.every((part, index) => part === path[index])
}
