import { isRecord } from '../../api/problem.ts'
import { allScopes, allStates, type Scope, type State, type Workflow } from '../../workflow/definition.ts'
import type { Json } from '../../workflow/syntax.ts'
import { guessFor, serviceAnswer } from './guessed_answer.ts'
import { comparedWith, JSON_PATH, jsonataReferences, jsonPathsIn, type Keys, keysOf, readsOf } from './reads.ts'

/**
 * What a mocked task may answer at first, so that the workflow goes on as it is meant to: the shape of the service's own
 * answer, filled with what the states that follow read from it and what their choices ask for.
 */

/** `result` stands at `at` in the data that is looked at. */
type Placement = { at: Keys; result: Keys }

/** Where the result of a task is known by: in the input of the states that follow, and in variables. */
type Whereabouts = { input: readonly Placement[]; variables: ReadonlyMap<string, Keys> }

export function proposalFor(workflow: Workflow, state: State): Json {
  if (state.type === 'Map') return [{ id: 1 }, { id: 2 }]
  const hints = new Hints()
  if (isJsonata(state, workflow)) hintsOfJsonata(state, workflow, hints)
  else hintsOfJsonPath(state, workflow, hints)
  let answer = serviceAnswer(state.resource)
  for (const { keys, value, isGuess } of hints.all()) if (!isGuess || !isThere(answer, keys)) answer = withValue(answer, keys, value)
  return answer
}

function isJsonata(state: State, workflow: Workflow): boolean {
  return (state.source.QueryLanguage ?? workflow.queryLanguage) === 'JSONata'
}

type Hint = { keys: Keys; value: Json; isGuess: boolean }

/** What is read from a result: the first to say so gives the value, and one that is known counts more than one that is guessed. */
class Hints {
  private readonly known = new Map<string, Hint>()

  add(keys: Keys, value: Json | undefined): void {
    if (keys.length === 0) return
    const name = JSON.stringify(keys)
    const before = this.known.get(name)
    if (before && (!before.isGuess || value === undefined)) return
    this.known.set(name, { keys, value: value ?? guessFor(keys), isGuess: value === undefined })
  }

  /** Short ones first: what is read within something comes after it. */
  all(): Hint[] {
    return [...this.known.values()].sort((one, other) => one.keys.length - other.keys.length)
  }
}

/** Something of it is there already: it says more than a guess. */
function isThere(whole: Json, keys: Keys): boolean {
  const [key, ...rest] = keys
  if (key === undefined) return true
  return isRecord(whole) && key in whole && isThere(whole[key] ?? null, rest)
}

function hintsOfJsonata(state: State, workflow: Workflow, hints: Hints): void {
  const { Output: output, Assign: assign } = state.source
  for (const { root, keys, text } of jsonataReferences([output, assign])) if (root === 'states.result') hints.add(keys, comparedWith(text, root, keys))
  const input: Placement[] = output === undefined ? [{ at: [], result: [] }] : placementsIn(output, [])
  const variables = new Map<string, Keys>()
  if (isRecord(assign)) {
    for (const [name, value] of Object.entries(assign)) {
      const keys = wholeReference(value)
      if (keys) variables.set(name, keys)
    }
  }
  readDownstream(state, workflow, { input, variables }, hints)
}

/** Where parts of a result stand in what a template makes of it. */
function placementsIn(template: unknown, at: Keys): Placement[] {
  const keys = wholeReference(template)
  if (keys) return [{ at, result: keys }]
  return isRecord(template) ? Object.entries(template).flatMap(([name, value]) => placementsIn(value, [...at, name])) : []
}

/** `{% $states.result.Payload %}`, and nothing else. */
function wholeReference(value: unknown): Keys | null {
  const match = typeof value === 'string' ? /^\{%\s*\$states\.result((?:\.(?:\w+|`[^`]+`)|\[\d+\])*)\s*%\}$/.exec(value) : null
  return match ? keysOf(match[1] ?? '') : null
}

function hintsOfJsonPath(state: State, workflow: Workflow, hints: Hints): void {
  const { ResultSelector: selector, ResultPath: resultPath, OutputPath: outputPath, Assign: assign } = state.source
  for (const path of jsonPathsIn(selector)) hints.add(path, undefined)
  for (const path of jsonPathsIn(assign)) hints.add(path, undefined)
  const selected: Placement[] = isRecord(selector) ? selectedBy(selector, []) : [{ at: [], result: [] }]
  const into = resultPath === undefined ? [] : typeof resultPath === 'string' ? keysOf(resultPath.slice(1)) : null
  if (into === null) return
  const placed = selected.map(({ at, result }) => ({ at: [...into, ...at], result }))
  const kept = typeof outputPath === 'string' ? keysOf(outputPath.slice(1)) : []
  const input = placed.flatMap((one) => relativeTo(kept, one))
  const variables = new Map(isRecord(assign) ? Object.entries(assign).flatMap(([name, value]) => (name.endsWith('.$') && typeof value === 'string' && JSON_PATH.test(value) ? [[name.slice(0, -2), keysOf(value.slice(1))] as const] : [])) : [])
  readDownstream(state, workflow, { input, variables }, hints)
}

function selectedBy(selector: Record<string, unknown>, at: Keys): Placement[] {
  return Object.entries(selector).flatMap(([name, value]) => {
    if (isRecord(value)) return selectedBy(value, [...at, name])
    return name.endsWith('.$') && typeof value === 'string' && JSON_PATH.test(value) ? [{ at: [...at, name.slice(0, -2)], result: keysOf(value.slice(1)) }] : []
  })
}

/** The same as it stands within what is at `kept`. */
function relativeTo(kept: Keys, { at, result }: Placement): Placement[] {
  if (kept.every((key, index) => at[index] === key)) return [{ at: at.slice(kept.length), result }]
  if (at.every((key, index) => kept[index] === key)) return [{ at: [], result: [...result, ...kept.slice(at.length)] }]
  return []
}

/** Looks at the states that follow for as long as what they are given still has the result in it. */
function readDownstream(from: State, workflow: Workflow, where: Whereabouts, hints: Hints): void {
  const scope = [...allScopes(workflow)].find((one) => one.states.includes(from))
  if (!scope) return
  const seen = new Set([from.id])
  const waiting = followersOf(from, scope).map((state) => ({ state, scope, input: where.input }))
  for (let at = waiting.shift(); at; at = waiting.shift()) {
    const { state, scope: around, input } = at
    if (seen.has(state.id)) continue
    seen.add(state.id)
    for (const { path, variable, value } of readsOf(state, isJsonata(state, workflow))) {
      const variableKeys = variable === null ? undefined : where.variables.get(variable)
      if (variableKeys) hints.add([...variableKeys, ...path], value)
      if (variable === null) for (const placement of input) if (placement.at.length <= path.length && placement.at.every((key, index) => path[index] === key)) hints.add([...placement.result, ...path.slice(placement.at.length)], value)
    }
    const after = passesOn(state, workflow) ? input : []
    waiting.push(...followersOf(state, around).map((next) => ({ state: next, scope: around, input: after })))
    const isAsGiven = state.source.Parameters === undefined && state.source.Arguments === undefined
    for (const inner of state.scopes) {
      const first = inner.states.find((one) => one.id === inner.startAt)
      if (first) waiting.push({ state: first, scope: inner, input: state.type === 'Parallel' && isAsGiven ? input : [] })
    }
  }
}

/** Catchers come last: a mock that goes well is proposed first. */
function followersOf(state: State, scope: Scope): State[] {
  const ways = [...state.transitions].sort((one, other) => Number(one.kind === 'catch') - Number(other.kind === 'catch'))
  return ways.flatMap(({ to }) => scope.states.find((one) => one.id === to) ?? [])
}

/** Whether what follows is given what this state was given. */
function passesOn(state: State, workflow: Workflow): boolean {
  const { source, type } = state
  if (type === 'Choice' || type === 'Wait') return source.Output === undefined && source.OutputPath === undefined
  if (isJsonata(state, workflow)) return type === 'Pass' && source.Output === undefined
  return source.ResultPath === null || (typeof source.ResultPath === 'string' && source.ResultPath !== '$') || (type === 'Pass' && source.Result === undefined && source.Parameters === undefined)
}

/** The states that ask somebody outside: tasks, and Maps that have their items read. */
export function mockable(workflow: Workflow): State[] {
  return [...allStates(workflow)].filter((state) => state.type === 'Task' || (state.type === 'Map' && state.source.ItemReader !== undefined))
}

function withValue(whole: Json, keys: Keys, value: Json): Json {
  const [key, ...rest] = keys
  if (key === undefined) return value
  if (/^\d+$/.test(key)) return [withValue(Array.isArray(whole) ? (whole[0] ?? null) : null, rest, value)]
  // A member of each item is read through the array.
  if (Array.isArray(whole)) return whole.map((item) => withValue(item, keys, value))
  return { ...(isRecord(whole) ? whole : {}), [key]: withValue(isRecord(whole) ? (whole[key] ?? null) : null, rest, value) }
}
