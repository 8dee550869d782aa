import { isRecord } from '../api/problem.ts'

/** A definition in the Amazon States Language, as far as its shape is concerned: what leads where. */

export const stateTypes = ['Task', 'Pass', 'Choice', 'Wait', 'Parallel', 'Map', 'Succeed', 'Fail'] as const
export type StateType = (typeof stateTypes)[number]

export type TransitionKind = 'next' | 'choice' | 'default' | 'catch'

/** `label` says when it is taken, where that is not always. */
export type Transition = { to: string; kind: TransitionKind; label: string }

export type State = {
  name: string
  type: StateType
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

/** States that lead to one another. */
export type Scope = { startAt: string; states: State[] }

export type Workflow = Scope & { comment: string; queryLanguage: 'JSONPath' | 'JSONata' }

/** Reads a definition; null when it is not one that could be drawn. */
export function readWorkflow(text: string): Workflow | null {
  let source: unknown
  try {
    source = JSON.parse(text)
  } catch {
    return null
  }
  if (!isRecord(source)) return null
  const scope = readScope(source)
  return scope && { ...scope, comment: textOf(source.Comment), queryLanguage: source.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath' }
}

function readScope(source: Record<string, unknown>): Scope | null {
  if (typeof source.StartAt !== 'string' || !isRecord(source.States)) return null
  const states = Object.entries(source.States).flatMap(([name, state]) => (isRecord(state) ? (readState(name, state) ?? []) : []))
  return states.some((state) => state.name === source.StartAt) ? { startAt: source.StartAt, states } : null
}

export function isStateType(type: unknown): type is StateType {
  return stateTypes.some((known) => known === type)
}

function readState(name: string, source: Record<string, unknown>): State | null {
  const type = source.Type
  if (!isStateType(type)) return null
  const inner = type === 'Parallel' ? recordsOf(source.Branches) : type === 'Map' ? recordsOf([source.ItemProcessor ?? source.Iterator]) : []
  return {
    name,
    type,
    comment: textOf(source.Comment),
    resource: textOf(source.Resource).replace('arn:aws:states:::', ''),
    transitions: transitionsOf(source),
    isEnd: source.End === true || type === 'Succeed' || type === 'Fail',
    scopes: inner.flatMap((one) => readScope(one) ?? []),
    source,
  }
}

function transitionsOf(source: Record<string, unknown>): Transition[] {
  const next = (to: unknown, kind: TransitionKind, label = ''): Transition[] => (typeof to === 'string' ? [{ to, kind, label }] : [])
  return [
    ...next(source.Next, 'next'),
    ...recordsOf(source.Choices).flatMap((choice) => next(choice.Next, 'choice', conditionOf(choice))),
    ...next(source.Default, 'default'),
    ...recordsOf(source.Catch).flatMap((one) => next(one.Next, 'catch', listOf(one.ErrorEquals).join(', '))),
  ]
}

const signs: Record<string, string> = { Equals: '=', LessThanEquals: '≤', LessThan: '<', GreaterThanEquals: '≥', GreaterThan: '>', Matches: '~' }

/** When a choice is made, as short as it can be said. */
export function conditionOf(choice: Record<string, unknown>): string {
  if (typeof choice.Condition === 'string') return choice.Condition.replace(/^\{%\s*|\s*%\}$/g, '')
  if (isRecord(choice.Not)) return `¬ (${conditionOf(choice.Not)})`
  if (Array.isArray(choice.And)) return recordsOf(choice.And).map(conditionOf).join(' ∧ ')
  if (Array.isArray(choice.Or)) return recordsOf(choice.Or).map(conditionOf).join(' ∨ ')
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

export function countStates(scope: Scope): number {
  return [...allStates(scope)].length
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
