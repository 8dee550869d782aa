import type { QueryLanguage } from '../../../workflow/fields.ts'
import type { Json } from '../../../workflow/syntax.ts'
import { isObject } from '../json.ts'
import { intrinsicFunctions, jsonataFunctions } from './functions.ts'

/** What can be written next in an expression, from what it will really see. */

export type Sight = {
  language: QueryLanguage
  /** What the state received; undefined when nobody knows. */
  input: Json | undefined
  context: Json
  /** The variables in scope, by name; undefined where the value is not known. */
  variables: Readonly<Record<string, Json | undefined>>
  /** `$states.result`: undefined where the expression does not see one, or it is not known. */
  result?: Json
  /** `$states.errorOutput`, likewise. */
  errorOutput?: Json
  /** What the expression may say, whether it is known or not. */
  sees: { result: boolean; errorOutput: boolean }
}

export type Suggestion = {
  label: string
  kind: 'member' | 'variable' | 'function'
  detail: string
  /** What is written; the label where nothing is said. */
  write?: string
  /** It takes the place of the dot before it too. */
  replacesDot?: boolean
}

export type Suggestions = { from: number; options: Suggestion[] }

const NAME = '[\\p{L}_][\\p{L}\\p{N}_]*'
const STEP = `(?:\\.(?:${NAME}|\`[^\`]*\`)|\\[[^\\[\\]]*\\])`
const chain = new RegExp(`(\\$\\$|\\$(?:${NAME})?)(${STEP}*)\\.([\\p{L}\\p{N}_]*)$`, 'u')
const beginning = new RegExp(`(?:\\$\\$?|\\$(?:${NAME})|(?<![.$\`\\p{L}\\p{N}_])States?\\.?\\w*)$`, 'u')

/** `before`: the expression up to where one writes. */
export function suggestionsFor(before: string, sight: Sight): Suggestions | null {
  const [, root, steps = '', partial = ''] = chain.exec(before) ?? []
  if (root !== undefined) {
    const values = valuesAt(root, steps, sight)
    return values ? { from: before.length - partial.length, options: membersOf(values, sight.language) } : null
  }
  const begun = beginning.exec(before)?.[0]
  if (begun === undefined) return null
  return { from: before.length - begun.length, options: rootsOf(sight) }
}

function rootsOf(sight: Sight): Suggestion[] {
  const variables = Object.entries(sight.variables).map(([name, value]): Suggestion => ({ label: `$${name}`, kind: 'variable', detail: preview(value) }))
  if (sight.language === 'JSONPath') {
    return [
      { label: '$.', kind: 'variable', detail: preview(sight.input) },
      { label: '$$.', kind: 'variable', detail: '' },
      ...variables,
      ...intrinsicFunctions.map(({ name, takes }): Suggestion => ({ label: name, kind: 'function', detail: `(${takes})`, write: `${name}(` })),
    ]
  }
  return [
    ...Object.keys(statesOf(sight)).map((name): Suggestion => ({ label: `$states.${name}`, kind: 'variable', detail: preview(statesOf(sight)[name]) })),
    ...variables,
    // A variable of the same name hides a function.
    ...jsonataFunctions.filter(({ name }) => !(name in sight.variables)).map(({ name, takes }): Suggestion => ({ label: `$${name}`, kind: 'function', detail: `(${takes})`, write: `$${name}(` })),
  ]
}

function statesOf({ input, context, result, errorOutput, sees }: Sight): Record<string, Json | undefined> {
  return { input, context, ...(sees.result ? { result } : {}), ...(sees.errorOutput ? { errorOutput } : {}) }
}

/** What a chain of names may lead to; null when it begins with nothing that is known. */
function valuesAt(root: string, steps: string, sight: Sight): Json[] | null {
  const parts = [...steps.matchAll(new RegExp(STEP, 'gu'))].map((match) => match[0])
  let values: (Json | undefined)[]
  if (sight.language === 'JSONPath') {
    values = [root === '$' ? sight.input : root === '$$' ? sight.context : sight.variables[root.slice(1)]]
  } else if (root === '$states') {
    const states = statesOf(sight)
    const first = parts.shift()
    if (first === undefined) return [Object.fromEntries(Object.entries(states).map(([name, value]) => [name, value ?? null]))]
    values = [states[first.slice(1)]]
  } else if (root.length > 1 && root !== '$$') {
    values = [sight.variables[root.slice(1)]]
  } else {
    return null
  }
  for (const part of parts) values = values.flatMap((value) => steppedInto(value, part, sight.language))
  return values.flatMap(present)
}

function steppedInto(value: Json | undefined, step: string, language: QueryLanguage): Json[] {
  if (step.startsWith('[')) {
    const index = /^\[(-?\d+)\]$/.exec(step)?.[1]
    const quoted = /^\[(['"])(.*)\1\]$/.exec(step)?.[2]
    if (quoted !== undefined) return isObject(value) ? present(value[quoted]) : []
    if (!Array.isArray(value)) return language === 'JSONata' ? present(value) : []
    return index === undefined ? value : present(value.at(Number(index)))
  }
  const name = step.slice(1).replaceAll('`', '')
  if (Array.isArray(value)) return language === 'JSONata' ? value.flatMap((item) => steppedInto(item, step, language)) : []
  return isObject(value) ? present(value[name]) : []
}

function present(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value]
}

function membersOf(values: readonly Json[], language: QueryLanguage): Suggestion[] {
  // JSONata looks into the items of an array by itself.
  const objects = values.flatMap((value) => (language === 'JSONata' && Array.isArray(value) ? value : [value])).filter(isObject)
  const members = new Map<string, Json>()
  for (const object of objects) for (const [name, value] of Object.entries(object)) if (!members.has(name)) members.set(name, value)
  return [...members].map(([label, value]): Suggestion => {
    const isName = new RegExp(`^${NAME}$`, 'u').test(label)
    const detail = preview(value)
    if (isName) return { label, kind: 'member', detail }
    if (language === 'JSONata') return { label, kind: 'member', detail, write: `\`${label}\`` }
    return { label, kind: 'member', detail, write: `['${label.replaceAll("'", "\\'")}']`, replacesDot: true }
  })
}

const PREVIEW_CHARACTERS = 28

/** A value, short enough to stand beside its name. */
function preview(value: Json | undefined): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return `[${value.length}]`
  if (isObject(value)) return '{…}'
  const text = JSON.stringify(value)
  return text.length > PREVIEW_CHARACTERS ? `${text.slice(0, PREVIEW_CHARACTERS - 1)}…` : text
}
