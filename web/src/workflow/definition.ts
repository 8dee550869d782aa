import { isRecord } from '../api/problem.ts'
import { memberOf, type Path, partsTo, type SyntaxMember, type SyntaxNode, valueOf } from './syntax.ts'
import { parseJson } from './syntax/json.ts'

/**
 * A definition in the Amazon States Language, as far as its shape is concerned: what leads where. It is read from the text
 * as it is written, and also when much of it is still wrong or missing.
 */

export const stateTypes = ['Task', 'Pass', 'Choice', 'Wait', 'Parallel', 'Map', 'Succeed', 'Fail'] as const
export type StateType = (typeof stateTypes)[number]

/** `Unknown`: the type is missing, or is none of the language. */
export type StateKind = StateType | 'Unknown'

/** A state's name; where the machine has that name already, one of its own: `Pay (2)`. */
export type StateId = string

export type TransitionKind = 'next' | 'choice' | 'default' | 'catch'

/** Which of the ways out of a state, or into a scope, is meant. */
export type TransitionRef =
  | { kind: 'start'; scope: Path }
  | { kind: 'next' }
  | { kind: 'end' }
  | { kind: 'default' }
  | { kind: 'choice'; index: number }
  | { kind: 'catch'; index: number }

/** `to` is as it is written where the scope has no state of that name. `label` says when it is taken, where that is not always. */
export type Transition = { to: StateId; kind: TransitionKind; label: string; ref: TransitionRef }

export type State = {
  id: StateId
  name: string
  path: Path
  type: StateKind
  comment: string
  /** What a task asks: `lambda:invoke.waitForTaskToken`, or the ARN of a function or an activity. */
  resource: string
  transitions: Transition[]
  isEnd: boolean
  /** The branches of a Parallel; what a Map does with each item. */
  scopes: Scope[]
  /** The state as it is written. */
  source: Record<string, unknown>
}

/** States that lead to one another. `startAt` is as it is written, and empty when it is not. */
export type Scope = { path: Path; startAt: StateId; states: State[] }

export type Workflow = Scope & { comment: string; queryLanguage: 'JSONPath' | 'JSONata' }

/** Reads a definition in JSON; null when there is nothing of one that could be drawn. */
export function readWorkflow(text: string): Workflow | null {
  const read = parseJson(text)
  const workflow = 'root' in read ? workflowOf(read.root) : null
  return workflow && workflow.states.length > 0 ? workflow : null
}

/** The workflow that a tree describes; null when it is not even an object. */
export function workflowOf(root: SyntaxNode): Workflow | null {
  if (root.kind !== 'object') return null
  const scope = new WorkflowReader(root).scope(root, [])
  const comment = memberOf(root, 'Comment')
  const language = memberOf(root, 'QueryLanguage')
  return { ...scope, comment: comment ? textOf(valueOf(comment.value)) : '', queryLanguage: language && valueOf(language.value) === 'JSONata' ? 'JSONata' : 'JSONPath' }
}

export function isStateType(type: unknown): type is StateType {
  return stateTypes.some((known) => known === type)
}

/** The scopes within a state and what leads to each from it, whatever its type is. */
function scopesWithin(state: SyntaxNode): { path: Path; node: SyntaxNode }[] {
  const branches = memberOf(state, 'Branches')?.value
  if (branches?.kind === 'array') return branches.items.map((node, index) => ({ path: ['Branches', index], node }))
  for (const name of ['ItemProcessor', 'Iterator']) {
    const node = memberOf(state, name)?.value
    if (node) return [{ path: [name], node }]
  }
  return []
}

class WorkflowReader {
  private readonly ids: ReadonlyMap<SyntaxMember, StateId>

  constructor(root: SyntaxNode) {
    this.ids = stateIds([...stateMembers(root)])
  }

  scope(node: SyntaxNode, path: Path): Scope {
    const states = memberOf(node, 'States')?.value
    const members = states?.kind === 'object' ? partsTo(states).map(({ member, part }) => ({ member, part, id: this.ids.get(member) ?? member.name })) : []
    // Where a name is there twice it means the last, as it does to the engine.
    const idOf = new Map(members.map(({ member, id }) => [member.name, id]))
    const startAt = memberOf(node, 'StartAt')?.value
    const start = startAt ? textOf(valueOf(startAt)) : ''
    return {
      path,
      startAt: idOf.get(start) ?? start,
      states: members.map(({ member, id, part }) => this.state(member.name, id, member.value, [...path, 'States', part], idOf)),
    }
  }

  private state(name: string, id: StateId, node: SyntaxNode, path: Path, idOf: ReadonlyMap<string, StateId>): State {
    const value = valueOf(node)
    const source = isRecord(value) ? value : {}
    const type = isStateType(source.Type) ? source.Type : 'Unknown'
    const inner = type === 'Parallel' || type === 'Map' ? scopesWithin(node).filter((one) => (one.path[0] === 'Branches') === (type === 'Parallel')) : []
    return {
      id,
      name,
      path,
      type,
      comment: textOf(source.Comment),
      resource: textOf(source.Resource).replace('arn:aws:states:::', ''),
      transitions: transitionsOf(source).map((one) => ({ ...one, to: idOf.get(one.to) ?? one.to })),
      isEnd: source.End === true || type === 'Succeed' || type === 'Fail',
      scopes: inner.filter((one) => one.node.kind === 'object').map((one) => this.scope(one.node, [...path, ...one.path])),
      source,
    }
  }
}

/** The ids of all states of a machine, which are given in the order of the text. */
export function stateIds<S extends { name: string }>(states: readonly S[]): ReadonlyMap<S, StateId> {
  const names = new Set(states.map((state) => state.name))
  const given = new Set<StateId>()
  const ids = new Map<S, StateId>()
  for (const state of states) {
    let id = state.name
    for (let count = 2; given.has(id) || (id !== state.name && names.has(id)); count++) id = `${state.name} (${count})`
    given.add(id)
    ids.set(state, id)
  }
  return ids
}

function* stateMembers(scope: SyntaxNode): Generator<SyntaxMember> {
  const states = memberOf(scope, 'States')?.value
  if (states?.kind !== 'object') return
  for (const member of states.members) {
    yield member
    for (const inner of scopesWithin(member.value)) yield* stateMembers(inner.node)
  }
}

function transitionsOf(source: Record<string, unknown>): Transition[] {
  const next = (to: unknown, ref: TransitionRef & { kind: TransitionKind }, label = ''): Transition[] => (typeof to === 'string' ? [{ to, kind: ref.kind, label, ref }] : [])
  return [
    ...next(source.Next, { kind: 'next' }),
    ...itemsOf(source.Choices).flatMap((choice, index) => (isRecord(choice) ? next(choice.Next, { kind: 'choice', index }, conditionOf(choice)) : [])),
    ...next(source.Default, { kind: 'default' }),
    ...itemsOf(source.Catch).flatMap((one, index) => (isRecord(one) ? next(one.Next, { kind: 'catch', index }, itemsOf(one.ErrorEquals).map(textOf).join(', ')) : [])),
  ]
}

const signs: Record<string, string> = { Equals: '=', LessThanEquals: '≤', LessThan: '<', GreaterThanEquals: '≥', GreaterThan: '>', Matches: '~' }

/** When a choice is made, as short as it can be said. */
export function conditionOf(choice: Record<string, unknown>): string {
  if (typeof choice.Condition === 'string') return choice.Condition.replace(/^\{%\s*|\s*%\}$/g, '')
  if (isRecord(choice.Not)) return `¬ (${conditionOf(choice.Not)})`
  if (Array.isArray(choice.And)) return choice.And.filter(isRecord).map(conditionOf).join(' ∧ ')
  if (Array.isArray(choice.Or)) return choice.Or.filter(isRecord).map(conditionOf).join(' ∨ ')
  const operator = Object.keys(choice).find((key) => !['Variable', 'Next', 'Comment', 'Assign', 'Output'].includes(key)) ?? ''
  const [, test = operator, isPath] = /^(?:String|Numeric|Boolean|Timestamp)?(.*?)(Path)?$/.exec(operator) ?? []
  const sign = signs[test]
  const value = choice[operator]
  if (!sign) return `${textOf(choice.Variable)} ${value === false ? '¬ ' : ''}${test}`
  return `${textOf(choice.Variable)} ${sign} ${isPath ? textOf(value) : JSON.stringify(value)}`
}

/** All states, those within others too, each after the one it is in. */
export function* allStates(scope: Scope): Generator<State> {
  for (const state of scope.states) {
    yield state
    for (const inner of state.scopes) yield* allStates(inner)
  }
}

/** All scopes, each before those within it. */
export function* allScopes(scope: Scope): Generator<Scope> {
  yield scope
  for (const state of scope.states) for (const inner of state.scopes) yield* allScopes(inner)
}

export function countStates(scope: Scope): number {
  return [...allStates(scope)].length
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
