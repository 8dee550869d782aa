import { isRecord } from '../../api/problem.ts'
import { allScopes, allStates, type Scope, type State, type Workflow } from '../../workflow/definition.ts'
import type { Json } from '../../workflow/syntax.ts'

/**
 * What a mocked task may answer at first, so that the workflow goes on as it is meant to: the shape of the service's own
 * answer, filled with what the states that follow read from it and what their choices ask for.
 */

type Keys = readonly string[]

/** `result` stands at `at` in the data that is looked at. */
type Placement = { at: Keys; result: Keys }

/** Where the result of a task is known by: in the input of the states that follow, and in variables. */
type Whereabouts = { input: readonly Placement[]; variables: ReadonlyMap<string, Keys> }

export function proposalFor(workflow: Workflow, state: State): Json {
  const hints = new Hints()
  if (isJsonata(state, workflow)) hintsOfJsonata(state, workflow, hints)
  else hintsOfJsonPath(state, workflow, hints)
  let answer = envelopeOf(state.resource)
  for (const [keys, value] of hints.all()) answer = withValue(answer, keys, value)
  return answer
}

function isJsonata(state: State, workflow: Workflow): boolean {
  return (state.source.QueryLanguage ?? workflow.queryLanguage) === 'JSONata'
}

/** What is read from a result: the first to say so gives the value, and one that is known counts more than one that is guessed. */
class Hints {
  private readonly known = new Map<string, { keys: Keys; value: Json; isGuess: boolean }>()

  add(keys: Keys, value: Json | undefined): void {
    if (keys.length === 0) return
    const name = JSON.stringify(keys)
    const before = this.known.get(name)
    if (before && (!before.isGuess || value === undefined)) return
    this.known.set(name, { keys, value: value ?? guessFor(keys), isGuess: value === undefined })
  }

  /** Short ones first: what is read within something comes after it. */
  all(): (readonly [Keys, Json])[] {
    const all = [...this.known.values()].sort((one, other) => one.keys.length - other.keys.length)
    return all
      .filter(({ keys, isGuess }) => !isGuess || !all.some((other) => other.keys.length > keys.length && keys.every((key, index) => other.keys[index] === key)))
      .map(({ keys, value }) => [keys, value])
  }
}

/** `$states.result.Payload.total`, `$.order.lines[0]`, `$limits.seconds`: what is read, and from where. */
const JSONATA_REFERENCE = /\$(states\.(?:result|input)|[A-Za-z_]\w*)((?:\.(?:[A-Za-z_]\w*|`[^`]+`)|\[\d+\])*)/g
const JSON_PATH = /^\$(?!\$)((?:\.[A-Za-z_][\w-]*|\['[^']+'\]|\[\d+\])*)/

function keysOf(path: string): Keys {
  return [...path.matchAll(/\.([A-Za-z_][\w-]*)|\.`([^`]+)`|\['([^']+)'\]|\[(\d+)\]/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? '')
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

type Read = { path: Keys; variable: string | null; value: Json | undefined }

/** What a state reads from what it is given and from variables, its choices first: they say what is meant. */
function readsOf(state: State, jsonata: boolean): Read[] {
  const { Type: _type, Next: _next, Catch: _catch, ItemProcessor: _processor, Iterator: _iterator, Branches: _branches, ...source } = state.source
  if (jsonata) {
    return jsonataReferences([source]).flatMap(({ root, keys, text, member }): Read[] => {
      if (root === 'states.result') return []
      return [{ path: keys, variable: root === 'states.input' ? null : root, value: comparedWith(text, root, keys) ?? neededBy(member) }]
    })
  }
  const { Choices: choices, ...rest } = source
  const ruled = Array.isArray(choices) ? choices.filter(isRecord).flatMap(ruleReads) : []
  const others = jsonPathMembers(rest).map(({ text, member }): Read => {
    const variable = /^\$([A-Za-z_]\w*)/.exec(text)?.[1] ?? null
    const path = variable === null ? text.slice(1) : text.slice(1 + variable.length)
    return { path: keysOf(path), variable, value: neededBy(member) }
  })
  return [...ruled, ...others]
}

/** What a field that takes a path needs to find there. */
function neededBy(member: string): Json | undefined {
  if (/^(Timeout|Heartbeat)?Seconds(Path)?$/.test(member)) return 60
  if (/^Timestamp(Path)?$/.test(member)) return '2030-01-01T12:00:00Z'
  if (/^Items(Path)?$/.test(member)) return [{}]
  return undefined
}

/** What makes a rule of a JSONPath Choice true. */
function ruleReads(rule: Record<string, unknown>): Read[] {
  if (Array.isArray(rule.And)) return rule.And.filter(isRecord).flatMap(ruleReads)
  if (Array.isArray(rule.Or)) return rule.Or.filter(isRecord).slice(0, 1).flatMap(ruleReads)
  if (typeof rule.Variable !== 'string') return []
  const variable = /^\$([A-Za-z_]\w*)/.exec(rule.Variable)?.[1] ?? null
  const path = keysOf(variable === null ? rule.Variable.slice(1) : rule.Variable.slice(1 + variable.length))
  const operator = Object.keys(rule).find((name) => /^(String|Numeric|Boolean|Timestamp|Is)/.test(name)) ?? ''
  return [{ path, variable, value: satisfying(operator, rule[operator]) }]
}

function satisfying(operator: string, bound: unknown): Json | undefined {
  if (operator.endsWith('Path') || operator.startsWith('Is')) return undefined
  if (typeof bound === 'number') {
    if (operator.endsWith('GreaterThan')) return bound + 1
    if (operator.endsWith('LessThan')) return bound - 1
    return bound
  }
  if (typeof bound === 'boolean') return bound
  if (typeof bound !== 'string') return undefined
  return operator === 'StringMatches' ? bound.replaceAll('*', 'x') : bound
}

/** `$states.input.total > 10`: what makes it true. A reference that is the whole condition is a boolean. */
function comparedWith(text: string, root: string, keys: Keys): Json | undefined {
  const condition = text.replace(/^\{%\s*|\s*%\}$/g, '')
  const reference = `\\$${root.replace('.', '\\.')}${keys.map((key) => (/^\d+$/.test(key) ? `\\[${key}\\]` : `\\.\`?${key}\`?`)).join('')}`
  const [, sign = '', bound = ''] = new RegExp(`${reference}\\s*(=|>=|<=|>|<)\\s*('[^']*'|"[^"]*"|-?\\d+(?:\\.\\d+)?|true|false)`).exec(condition) ?? []
  if (sign === '') return undefined
  const value = /^['"]/.test(bound) ? bound.slice(1, -1) : bound === 'true' ? true : bound === 'false' ? false : Number(bound)
  if (typeof value !== 'number') return value
  return sign === '>' ? value + 1 : sign === '<' ? value - 1 : value
}

type JsonataReference = { root: string; keys: Keys; text: string; member: string }

function jsonataReferences(sources: readonly unknown[]): JsonataReference[] {
  return sources.flatMap((source) =>
    textsIn(source, '').flatMap(({ text, member }) => {
      if (!text.startsWith('{%')) return []
      const references = [...text.matchAll(JSONATA_REFERENCE)].map(([, root = '', path = '']) => ({ root, keys: keysOf(path), text, member }))
      return references.map((one) => (member === 'Condition' && isAlone(text, one) ? { ...one, text: `${text.slice(2, -2).trim()} = true` } : one))
    }),
  )
}

/** A condition that is one reference. */
function isAlone(text: string, { root, keys }: { root: string; keys: Keys }): boolean {
  return text.slice(2, -2).trim() === `$${root}${keys.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join('')}`
}

function jsonPathsIn(template: unknown): Keys[] {
  return jsonPathMembers(template).flatMap(({ text }) => (JSON_PATH.test(text) ? [keysOf(text.slice(1))] : []))
}

/** Texts that are paths: of members whose name ends in `.$` or `Path`. */
function jsonPathMembers(template: unknown): { text: string; member: string }[] {
  return textsIn(template, '').filter(({ text, member }) => /^\$(?!\$)/.test(text) && (member.endsWith('.$') || member.endsWith('Path') || member === 'Variable'))
}

function textsIn(value: unknown, member: string): { text: string; member: string }[] {
  if (typeof value === 'string') return [{ text: value, member }]
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, member))
  return isRecord(value) ? Object.entries(value).flatMap(([name, inner]) => textsIn(inner, name)) : []
}

/** What the service itself answers, by the resource of a task. */
function envelopeOf(resource: string): Json {
  const plain = resource.replace(/\.(sync(:2)?|waitForTaskToken)$/, '')
  if (resource.endsWith('.waitForTaskToken')) return {}
  switch (plain) {
    case 'lambda:invoke':
      return { ExecutedVersion: '$LATEST', Payload: {}, StatusCode: 200 }
    case 'dynamodb:getItem':
      return { Item: {} }
    case 'dynamodb:putItem':
    case 'dynamodb:updateItem':
    case 'dynamodb:deleteItem':
      return {}
    case 'sns:publish':
      return { MessageId: '11111111-2222-4333-8444-555555555555' }
    case 'sqs:sendMessage':
      return { MessageId: '11111111-2222-4333-8444-555555555555', MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' }
    case 'http:invoke':
      return { StatusCode: 200, StatusText: 'OK', Headers: {}, ResponseBody: {} }
    case 'bedrock:invokeModel':
      return { Body: {}, ContentType: 'application/json' }
    case 'events:putEvents':
      return { FailedEntryCount: 0, Entries: [{ EventId: '11111111-2222-4333-8444-555555555555' }] }
    case 'states:startExecution': {
      const started = { ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:inner:1', StartDate: 1_767_225_600_000 }
      if (!resource.includes('.sync')) return started
      return { ...started, Status: 'SUCCEEDED', Output: resource.endsWith(':2') ? {} : '{}' }
    }
    default:
      return {}
  }
}

/** What something of that name probably is. */
function guessFor(keys: Keys): Json {
  const name = keys.findLast((key) => !/^\d+$/.test(key)) ?? ''
  if (/^(is|has|can)[_A-Z]|availab|approved|success|valid|^(ok|paid|found|accepted)$/i.test(name)) return true
  if (/(count|total|amount|price|cost|fee|seconds|minutes|quantity|size|number|score|cents)$/i.test(name)) return 1
  if (/(items|lines|records|list|results)$/i.test(name)) return [{}]
  if (/(^|_)id$|Id$/.test(name)) return `${name.replace(/_?id$/i, '') || 'id'}-1`
  if (/(_at|At|[dD]ate|[tT]imestamp|[tT]ime)$/.test(name)) return '2030-01-01T12:00:00Z'
  return name
}

function withValue(whole: Json, keys: Keys, value: Json): Json {
  const [key, ...rest] = keys
  if (key === undefined) return value
  if (/^\d+$/.test(key)) return [withValue(Array.isArray(whole) ? (whole[0] ?? null) : null, rest, value)]
  // A member of each item is read through the array.
  if (Array.isArray(whole)) return whole.map((item) => withValue(item, keys, value))
  return { ...(isRecord(whole) ? whole : {}), [key]: withValue(isRecord(whole) ? (whole[key] ?? null) : null, rest, value) }
}

/** A state that asks somebody outside: who is mocked in a rehearsal. */
export function mockable(workflow: Workflow): State[] {
  return [...allStates(workflow)].filter((state) => state.type === 'Task' || (state.type === 'Map' && (state.source.ItemReader !== undefined || state.source.ResultWriter !== undefined)))
}
