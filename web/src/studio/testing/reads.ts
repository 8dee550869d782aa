import { isRecord } from '../../api/problem.ts'
import type { State } from '../../workflow/definition.ts'
import type { Json } from '../../workflow/syntax.ts'

/** What a state reads from its input, from variables and from its result, and what it needs to find there to go on. */

export type Keys = readonly string[]

export type Read = { path: Keys; variable: string | null; value: Json | undefined }

/** `$states.result.Payload.total`, `$.order.lines[0]`, `$limits.seconds`: what is read, and from where. */
const JSONATA_REFERENCE = /\$(states\.(?:result|input)|[A-Za-z_]\w*)((?:\.(?:[A-Za-z_]\w*|`[^`]+`)|\[\d+\])*)/g
export const JSON_PATH = /^\$(?!\$)((?:\.[A-Za-z_][\w-]*|\['[^']+'\]|\[\d+\])*)/

export function keysOf(path: string): Keys {
  return [...path.matchAll(/\.([A-Za-z_][\w-]*)|\.`([^`]+)`|\['([^']+)'\]|\[(\d+)\]/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? '')
}

/** What a state reads from what it is given and from variables, its choices first: they say what is meant. */
export function readsOf(state: State, jsonata: boolean): Read[] {
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
export function comparedWith(text: string, root: string, keys: Keys): Json | undefined {
  const condition = text.replace(/^\{%\s*|\s*%\}$/g, '')
  const reference = `\\$${root.replace('.', '\\.')}${keys.map((key) => (/^\d+$/.test(key) ? `\\[${key}\\]` : `\\.\`?${key}\`?`)).join('')}`
  const [, sign = '', bound = ''] = new RegExp(`${reference}\\s*(=|>=|<=|>|<)\\s*('[^']*'|"[^"]*"|-?\\d+(?:\\.\\d+)?|true|false)`).exec(condition) ?? []
  if (sign === '') return undefined
  const value = /^['"]/.test(bound) ? bound.slice(1, -1) : bound === 'true' ? true : bound === 'false' ? false : Number(bound)
  if (typeof value !== 'number') return value
  return sign === '>' ? value + 1 : sign === '<' ? value - 1 : value
}

type JsonataReference = { root: string; keys: Keys; text: string; member: string }

export function jsonataReferences(sources: readonly unknown[]): JsonataReference[] {
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

export function jsonPathsIn(template: unknown): Keys[] {
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
