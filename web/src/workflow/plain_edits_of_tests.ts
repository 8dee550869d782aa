import { isRecord } from '../api/problem.ts'
import type { WorkflowDocument } from './document.ts'
import type { Edit } from './edit.ts'
import { type Json, type Path, valueOf } from './syntax.ts'

/**
 * The simpler edits, made on a plain value without any text: what an edit of the text must come to. Null for what is not
 * made so.
 */
export function plainEdit(document: WorkflowDocument, edit: Edit): Json | null {
  const names = [...document.states.values()].map((state) => state.name)
  if (new Set(names).size < names.length) return null
  const root: Json = structuredClone(valueOf(document.root))
  switch (edit.kind) {
    case 'set':
      return set(root, edit.path, edit.value)
    case 'rename': {
      const { scope, name } = placeOf(document, root, edit.state)
      scope.States = Object.fromEntries(Object.entries(statesOf(scope)).map(([one, state]) => [one === name ? edit.name : one, state]))
      for (const reference of referencesIn(scope)) if (reference.to === name) reference.point(edit.name)
      return root
    }
    case 'connect': {
      if (edit.as.kind !== 'next' || edit.to === 'END') return null
      const { state } = placeOf(document, root, edit.from)
      const to = document.states.get(edit.to)?.name ?? ''
      lead(state, to)
      return root
    }
    case 'insert': {
      const [[name, inserted] = ['', null]] = Object.entries(edit.fragment.states)
      if (edit.at.kind !== 'between' || edit.at.from === null || names.includes(name) || !isObject(inserted)) return null
      const { scope, state } = placeOf(document, root, edit.at.from)
      const { transition } = edit.at
      const added: JsonObject = structuredClone(inserted)
      const list = transition.kind === 'choice' ? state.Choices : transition.kind === 'catch' ? state.Catch : null
      const owner = list && (transition.kind === 'choice' || transition.kind === 'catch') ? (Array.isArray(list) ? list[transition.index] : null) : state
      if (!isObject(owner ?? null) || !isObject(owner)) return null
      const field = transition.kind === 'default' ? 'Default' : 'Next'
      lead(added, typeof owner[field] === 'string' ? owner[field] : null)
      if (list) owner.Next = name
      else lead(state, name)
      scope.States = { ...statesOf(scope), [name]: added }
      return root
    }
    case 'remove':
      return edit.states.length === 1 ? remove(document, root, edit.states[0] ?? '') : null
    default:
      return null
  }
}

type JsonObject = { [name: string]: Json }

function isObject(value: Json | undefined): value is JsonObject {
  return isRecord(value)
}

function placeOf(document: WorkflowDocument, root: Json, id: string): { scope: JsonObject; state: JsonObject; name: string } {
  const found = document.states.get(id)
  const scope = found && at(root, found.path.slice(0, -2))
  const state = found && at(root, found.path)
  if (!found || !isObject(scope) || !isObject(state)) throw new Error(`there is no ${id}`)
  return { scope, state, name: found.name }
}

function at(value: Json, path: Path): Json | undefined {
  let here: Json | undefined = value
  for (const part of path) here = Array.isArray(here) ? (typeof part === 'number' ? here[part] : undefined) : isObject(here) ? here[part] : undefined
  return here
}

function set(root: Json, path: Path, value: Json | undefined): Json {
  const [part, ...rest] = path
  if (part === undefined) return value ?? null
  if (typeof part === 'number') {
    const list = Array.isArray(root) ? [...root] : []
    if (value === undefined && rest.length === 0) list.splice(part, 1)
    else list.splice(part, 1, set(list[part] ?? null, rest, value))
    return list
  }
  const object: JsonObject = isObject(root) ? { ...root } : {}
  if (value === undefined && rest.length === 0) delete object[part]
  else object[part] = set(object[part] ?? null, rest, value)
  return object
}

/** To a state, or to the end. */
function lead(state: JsonObject, to: string | null): void {
  if (state.Type === 'Succeed' || state.Type === 'Fail') return
  for (const field of ['Next', 'End', ...(state.Type === 'Choice' ? ['Default'] : [])]) if (state.Type !== 'Choice' || field === 'Default') delete state[field]
  if (state.Type === 'Choice') {
    if (to !== null) state.Default = to
  } else if (to === null) state.End = true
  else state.Next = to
}

function statesOf(scope: JsonObject): JsonObject {
  return isObject(scope.States) ? scope.States : {}
}

type Reference = { to: string; owner: JsonObject; state: JsonObject | null; kind: string; point: (to: string) => void }

function referencesIn(scope: JsonObject): Reference[] {
  const found: Reference[] = []
  const find = (owner: Json | undefined, field: string, state: JsonObject | null, kind: string) => {
    if (isObject(owner) && typeof owner[field] === 'string') found.push({ to: owner[field], owner, state, kind, point: (to) => (owner[field] = to) })
  }
  find(scope, 'StartAt', null, 'start')
  for (const state of Object.values(statesOf(scope))) {
    if (!isObject(state)) continue
    find(state, 'Next', state, 'next')
    for (const field of ['Choices', 'Catch']) if (Array.isArray(state[field])) for (const one of state[field]) find(one, 'Next', state, field)
    find(state, 'Default', state, 'default')
  }
  return found
}

function remove(document: WorkflowDocument, root: Json, id: string): Json {
  const { scope, state, name } = placeOf(document, root, id)
  const isFinal = state.Type === 'Succeed' || state.Type === 'Fail'
  const [rule] = Array.isArray(state.Choices) ? state.Choices.filter((one) => isObject(one) && typeof one.Next === 'string') : []
  const next = isFinal ? null : state.Type === 'Choice' ? (state.Default ?? (isObject(rule) ? rule.Next : null)) : state.Next
  const heir = typeof next === 'string' && next !== name ? next : null
  const references = referencesIn(scope).filter((one) => one.to === name && one.state !== state)
  const { [name]: _, ...others } = statesOf(scope)
  scope.States = others
  for (const reference of references) {
    const leader = Object.entries(others).find(([, one]) => one === reference.state)?.[0]
    const to = heir !== null && heir === leader ? null : heir
    if (reference.state === null) {
      const start = to ?? Object.keys(others)[0]
      if (start === undefined) delete scope.StartAt
      else reference.point(start)
    } else if (reference.kind === 'next' || reference.kind === 'default') {
      lead(reference.state, to)
    } else {
      const list = reference.state[reference.kind]
      if (!Array.isArray(list)) continue
      if (to !== null) reference.point(to)
      const same = list.some((one) => one !== reference.owner && JSON.stringify(one) === JSON.stringify(reference.owner))
      const kept = to === null || same ? list.filter((one) => one !== reference.owner) : list
      reference.state[reference.kind] = kept
      if (reference.kind === 'Catch' && kept.length === 0) delete reference.state.Catch
    }
  }
  return root
}
