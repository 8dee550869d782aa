import { notationOf, parseSyntax } from '../../workflow/document.ts'
import type { Fragment } from '../../workflow/edit.ts'
import type { QueryLanguage } from '../../workflow/fields.ts'
import { type Json, valueOf } from '../../workflow/syntax.ts'
import { isObject, type JsonObject } from '../inspector/json.ts'

/** States as a text of the clipboard: what the studio copies, what AWS's console copies, and what is copied out of a definition. */

export function fragmentText({ startAt, states }: Fragment): string {
  return `${JSON.stringify({ StartAt: startAt, States: states }, null, 2)}\n`
}

export type Pasted =
  /** All of a machine, with what is around its states. */
  | { kind: 'definition'; text: string; fragment: Fragment; queryLanguage: QueryLanguage }
  | { kind: 'states'; fragment: Fragment }

/** Reads JSON or YAML: a definition, states by name, or one state; null where there is none of them. */
export function readPasted(text: string): Pasted | null {
  const value = readValue(text) ?? readValue(`{${text.trim().replace(/,$/, '')}}`)
  if (!isObject(value)) return null
  if (isObject(value.States)) {
    const fragment = fragmentOf(value.States, value.StartAt)
    return fragment && { kind: 'definition', text, fragment, queryLanguage: value.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath' }
  }
  const fragment = typeof value.Type === 'string' ? fragmentOf({ [value.Type]: value }, value.Type) : fragmentOf(value, undefined)
  return fragment && { kind: 'states', fragment }
}

/** States written for JSONata work in a machine of paths when each says so; there is no way the other way round. */
export function inMachineOf(fragment: Fragment, from: QueryLanguage, to: QueryLanguage): Fragment {
  if (from === to || from === 'JSONPath') return fragment
  return { ...fragment, states: Object.fromEntries(Object.entries(fragment.states).map(([name, state]) => [name, isObject(state) ? withLanguage(state, from) : state])) }
}

function withLanguage({ Type, ...rest }: JsonObject, language: QueryLanguage): JsonObject {
  return { ...(Type === undefined ? {} : { Type }), QueryLanguage: language, ...rest }
}

function readValue(text: string): Json | undefined {
  const read = parseSyntax(text, notationOf(text))
  return 'root' in read ? valueOf(read.root) : undefined
}

function fragmentOf(states: JsonObject, startAt: Json | undefined): Fragment | null {
  const names = Object.keys(states)
  const [first] = names
  if (first === undefined || !names.every((name) => { const state = states[name]; return isObject(state) && typeof state.Type === 'string' })) return null
  return { states, startAt: typeof startAt === 'string' && names.includes(startAt) ? startAt : first }
}
