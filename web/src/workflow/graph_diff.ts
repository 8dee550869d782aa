import { isRecord } from '../api/problem.ts'
import { allStates, type Scope, type State, type StateId, type StateKind, type Transition, type Workflow } from './definition.ts'
import type { WorkflowDocument } from './document.ts'
import { type FieldChange, fieldChanges, isSame } from './field_changes.ts'
import { edgeId, END, START } from './layout.ts'
import { valueOf } from './syntax.ts'

/** What became of one workflow in another, in one picture: everything that either of them has, and which of them has it. */

export type Change = 'added' | 'removed' | 'changed' | 'same'

export type StateChange = {
  id: StateId
  type: StateKind
  change: Change
  fields: readonly FieldChange[]
  /** What it was called, when that is another name. */
  formerName: string | null
}

export type GraphDiff = {
  /** A definition of all of it, to be laid out; its states have the ids of `states`. */
  picture: string
  states: ReadonlyMap<StateId, StateChange>
  /** By the ids of the lines. `changed`: another condition or another kind of way. */
  edges: ReadonlyMap<string, Change>
  /** What is another of the machine itself. */
  machine: readonly FieldChange[]
}

export function diffGraphs(before: WorkflowDocument, after: WorkflowDocument): GraphDiff {
  return new Comparison(before, after).diff()
}

export function isUnchanged(diff: GraphDiff): boolean {
  return diff.machine.length === 0 && [...diff.states.values()].every((state) => state.change === 'same') && [...diff.edges.values()].every((change) => change === 'same')
}

class Comparison {
  readonly #before: WorkflowDocument
  readonly #after: WorkflowDocument
  /** The ids that the states of before have now. */
  readonly #renamed: ReadonlyMap<StateId, StateId>
  readonly #former: ReadonlyMap<StateId, StateId>
  readonly #states = new Map<StateId, StateChange>()

  constructor(before: WorkflowDocument, after: WorkflowDocument) {
    this.#before = before
    this.#after = after
    this.#renamed = renamedIn(before, after)
    this.#former = new Map([...this.#renamed].map(([from, to]) => [to, from]))
  }

  diff(): GraphDiff {
    const picture = this.#scope(this.#before.workflow, this.#after.workflow)
    return { picture: JSON.stringify(picture), states: this.#states, edges: this.#edges(), machine: this.#machine() }
  }

  #nameNow = (name: string): string => this.#renamed.get(name) ?? name

  #stateBefore(id: StateId): State | null {
    return this.#before.states.get(this.#former.get(id) ?? id) ?? null
  }

  #machine(): FieldChange[] {
    const before = machineOf(this.#before)
    if (typeof before.StartAt === 'string') before.StartAt = this.#nameNow(before.StartAt)
    return fieldChanges(before, machineOf(this.#after))
  }

  #scope(before: Scope | null, after: Scope | null): DrawnScope {
    const gone = (before?.states ?? []).filter((state) => !this.#after.states.has(this.#nameNow(state.id)))
    const states = [...(after?.states ?? []).map((state) => this.#state(this.#stateBefore(state.id), state)), ...gone.map((state) => this.#state(state, null))]
    return { StartAt: after?.startAt || this.#nameNow(before?.startAt ?? ''), States: Object.fromEntries(states) }
  }

  #state(before: State | null, after: State | null): [StateId, DrawnState] {
    const shown = after ?? before
    if (!shown) throw new Error('a state is there before or after')
    this.#states.set(shown.id, this.#change(before, after, shown))
    const count = Math.max(before?.scopes.length ?? 0, after?.scopes.length ?? 0)
    const scopes = Array.from({ length: count }, (_, index) => this.#scope(before?.scopes[index] ?? null, after?.scopes[index] ?? null)).filter((scope) => Object.keys(scope.States).length > 0)
    const ways = [...(after?.transitions ?? []), ...(before?.transitions ?? []).map((way) => ({ ...way, to: this.#nameNow(way.to) }))]
    return [shown.id, drawn(shown.type, scopes, ways, (before?.isEnd ?? false) || (after?.isEnd ?? false))]
  }

  #change(before: State | null, after: State | null, { id, type }: State): StateChange {
    if (!before || !after) return { id, type, change: after ? 'added' : 'removed', fields: [], formerName: null }
    const fields = fieldChanges(ownFields(before, this.#nameNow), ownFields(after, (name) => name))
    const formerName = this.#former.has(id) ? before.name : null
    return { id, type, change: fields.length > 0 || formerName !== null ? 'changed' : 'same', fields, formerName }
  }

  #edges(): Map<string, Change> {
    const before = waysOf(this.#before.workflow, this.#nameNow)
    const after = waysOf(this.#after.workflow, (name) => name)
    const changes = new Map<string, Change>()
    for (const [edge, ways] of after) {
      const former = before.get(edge)
      changes.set(edge, former === undefined ? 'added' : isSame(former, ways) ? 'same' : 'changed')
    }
    for (const edge of before.keys()) if (!after.has(edge)) changes.set(edge, 'removed')
    return changes
  }
}

type DrawnScope = { StartAt: string; States: Record<string, DrawnState> }
type DrawnState = {
  Type: StateKind
  Next?: string
  Default?: string
  End?: true
  Choices: { Condition: string; Next: string }[]
  Catch: { ErrorEquals: string[]; Next: string }[]
  Branches?: DrawnScope[]
  ItemProcessor?: DrawnScope
}

/** A state with all the ways out that it has and had: the second `Next` is drawn as a choice that says nothing. */
function drawn(type: StateKind, scopes: readonly DrawnScope[], ways: readonly Transition[], isEnd: boolean): DrawnState {
  const [only, ...others] = scopes
  const state: DrawnState = { Type: type, Choices: [], Catch: [] }
  if (only && others.length === 0 && type === 'Map') state.ItemProcessor = only
  else if (only) Object.assign(state, { Type: 'Parallel', Branches: scopes })
  if (isEnd) state.End = true
  const seen = new Set<string>()
  for (const { to, kind, label } of ways) {
    const way = JSON.stringify([to, kind, label])
    if (seen.has(way)) continue
    seen.add(way)
    if (kind === 'catch') state.Catch.push({ ErrorEquals: [label], Next: to })
    else if (kind === 'next' && state.Next === undefined) state.Next = to
    else if (kind === 'default' && state.Default === undefined) state.Default = to
    else state.Choices.push({ Condition: label, Next: to })
  }
  return state
}

/** What goes from where to where, and how: a line stands for all of it. Only to where there is something. */
function waysOf(workflow: Workflow, nameOf: (name: StateId) => StateId): Map<string, string[]> {
  const ways = new Map<string, string[]>()
  const add = (from: string, to: string, way: string) => {
    const edge = edgeId(from, to)
    ways.set(edge, [...(ways.get(edge) ?? []), way])
  }
  const collect = (scope: Scope, isOutermost: boolean) => {
    const ids = new Set(scope.states.map((state) => state.id))
    if (isOutermost && ids.has(scope.startAt)) add(START, nameOf(scope.startAt), '')
    for (const state of scope.states) {
      const from = nameOf(state.id)
      if (isOutermost && state.isEnd) add(from, END, '')
      for (const { to, kind, label } of state.transitions) if (ids.has(to)) add(from, nameOf(to), `${kind} ${label}`)
      for (const inner of state.scopes) collect(inner, false)
    }
  }
  collect(workflow, true)
  return ways
}

/** A state that is gone and one that is new are the same by another name when they say the same and no others do. */
function renamedIn(before: WorkflowDocument, after: WorkflowDocument): Map<StateId, StateId> {
  const gone = [...allStates(before.workflow)].filter((state) => !after.states.has(state.id))
  const fresh = [...allStates(after.workflow)].filter((state) => !before.states.has(state.id))
  const says = (state: State) => ownFields(state, () => '')
  const renamed = new Map<StateId, StateId>()
  for (const state of gone) {
    const [same, ...more] = fresh.filter((one) => isSame(says(one), says(state)))
    const isOnly = same && more.length === 0 && gone.filter((one) => isSame(says(one), says(state))).length === 1
    if (isOnly) renamed.set(state.id, same.id)
  }
  return renamed
}

/** What a state says itself: not what the states within it say. The names of others are told by `nameOf`. */
function ownFields({ source }: State, nameOf: (name: string) => string): Record<string, unknown> {
  const named = (value: unknown, ...members: string[]): unknown =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, members.includes(name) && typeof member === 'string' ? nameOf(member) : member])) : value
  const inner = (value: unknown): unknown => {
    if (!isRecord(value)) return value
    const { States: _, ...rest } = value
    return named(rest, 'StartAt')
  }
  const each = (value: unknown, map: (item: unknown) => unknown): unknown => (Array.isArray(value) ? value.map(map) : value)
  return Object.fromEntries(
    Object.entries(source).map(([name, value]): [string, unknown] => {
      if (name === 'Next' || name === 'Default') return [name, typeof value === 'string' ? nameOf(value) : value]
      if (name === 'Choices' || name === 'Catch') return [name, each(value, (item) => named(item, 'Next'))]
      if (name === 'Branches') return [name, each(value, inner)]
      return [name, name === 'ItemProcessor' || name === 'Iterator' ? inner(value) : value]
    }),
  )
}

/** What a machine says besides its states. */
function machineOf({ root }: WorkflowDocument): Record<string, unknown> {
  const value = valueOf(root)
  if (!isRecord(value)) return {}
  const { States: _, ...rest } = value
  return rest
}
