import type { StateId } from '../definition.ts'
import type { Fragment, Place } from '../edit.ts'
import type { DraftDocument, DraftGroup } from './draft_document.ts'
import { copyOfDraft, type DraftMember, type DraftObject, isEqual, items, member, newDraft, newMember, removeField } from './draft.ts'
import { behind, beside, putInto, siteOf } from './site.ts'
import { withoutItem } from './connections.ts'
import { point, type Reference, referencesIn, referencesOf, scopesOf, stateNamed, statesByName, statesOf } from './references.ts'
import { RefusedEdit } from '../refused_edit.ts'
import { freeName, isTooLong } from '../state_names.ts'
import { type Json, valueOf } from '../syntax.ts'
import { continuationOf, isFinal, leadOn, passingBy, type Target } from './continuation.ts'

/** Edits of whole states: they come, go and move, and what led to them is led on. */

export function insert(draft: DraftDocument, fragment: Fragment, at: Place): DraftMember[] {
  const members = Object.entries(fragment.states).map(([name, state]) => newMember(name, newDraft(state)))
  const start = members.find((state) => state.name === fragment.startAt) ?? members[0]
  if (!start) throw new RefusedEdit('no_states')
  if (members.some((state) => state.name.trim() === '')) throw new RefusedEdit('name_empty')
  const site = siteOf(draft, at)
  const known = new Set([...members, ...statesOf(site.scope)].map((state) => state.name))
  const open = members.filter((state) => {
    const to = continuationOf(state)
    return to === null || (to !== 'END' && !known.has(to.state))
  })
  giveFreeNames(members, draft.names())
  putInto(site, members, start, open)
  return members
}

export function remove(draft: DraftDocument, ids: readonly StateId[]): DraftMember[] {
  const groups = draft.groups(ids)
  if (groups.length === 0) throw new RefusedEdit('no_states')
  return groups.flatMap((group) => {
    const led = referencesInto(group).flatMap(({ state }) => state ?? [])
    const heir = heirOf(group, entryOf(group).name)
    detach(group)
    const next = heir === 'END' ? undefined : stateNamed(group.scope, heir.state)
    return next ?? led[0] ?? []
  })
}

export function move(draft: DraftDocument, ids: readonly StateId[], to: Place): DraftMember[] {
  const group = draft.group(ids)
  const { members } = group
  if (isThere(draft, group, to)) return members
  const site = siteOf(draft, to)
  if (members.some((state) => holds(state, site.scope))) throw new RefusedEdit('into_itself')
  const start = entryOf(group)
  const open = members.filter((state) => leaves(state, group))
  detach(group)
  putInto(site, members, start, open)
  return members
}

/** The copies come after the states themselves; where nothing can, they stand beside them. */
export function duplicate(draft: DraftDocument, ids: readonly StateId[]): DraftMember[] {
  const group = draft.group(ids)
  const copies = new Map(group.members.map((state) => [state, { ...state, value: copyOfDraft(state.value) }]))
  const last = group.members.findLast((state) => leaves(state, group))
  const site = last ? behind({ member: last, scope: group.scope }) : beside(group.scope)
  const members = [...copies.values()]
  const start = copies.get(entryOf(group)) ?? members[0]
  if (!start) throw new RefusedEdit('no_states')
  giveFreeNames(members, draft.names())
  putInto(site, members, start, [...copies].flatMap(([state, copy]) => (leaves(state, group) ? [copy] : [])))
  return members
}

export function rename(draft: DraftDocument, id: StateId, name: string): DraftMember[] {
  const { member: state, scope } = draft.state(id)
  if (name === state.name) return [state]
  if (name.trim() === '') throw new RefusedEdit('name_empty')
  if (isTooLong(name)) throw new RefusedEdit('name_too_long')
  if (draft.names().has(name)) throw new RefusedEdit('name_taken', name)
  const named = stateNamed(scope, state.name) === state ? referencesIn(scope).filter(({ to }) => to === state.name) : []
  for (const reference of named) point(reference, name)
  state.name = name
  return [state]
}

/** The states for the clipboard. The ways that lead on from them are left out: where they are put, they lead to what follows there. */
export function fragmentOf(draft: DraftDocument, ids: readonly StateId[]): Fragment {
  const group = draft.group(ids)
  const states = group.members.map((state): [string, Json] => {
    const copy = copyOfDraft(state.value)
    if (leaves(state, group) && copy.kind === 'object') for (const field of ['Next', 'End', 'Default']) removeField(copy, field)
    return [state.name, valueOf(copy)]
  })
  return { states: Object.fromEntries(states), startAt: entryOf(group).name }
}

/** Whether states that are moved there are there already: beside themselves, or on a way that leads from or to them. */
function isThere(draft: DraftDocument, { members, scope }: DraftGroup, to: Place): boolean {
  const isMoved = (id: StateId | null) => id !== null && members.includes(draft.state(id).member)
  if (to.kind === 'after' || to.kind === 'before') return isMoved(to.state)
  if (to.kind === 'into') return false
  const { follow, scope: other } = siteOf(draft, to)
  const next = follow()
  return isMoved(to.from) || (other === scope && next !== 'END' && members.some((state) => state === stateNamed(scope, next.state)))
}

function holds(state: DraftMember, scope: DraftObject): boolean {
  return scopesOf(state.value).some((inner) => inner === scope || statesOf(inner).some((one) => holds(one, scope)))
}

/** Where one comes into a group. */
function entryOf(group: DraftGroup): DraftMember {
  const { members, scope } = group
  const [first] = members
  if (!first) throw new RefusedEdit('no_states')
  const [reference] = referencesInto(group)
  const led = reference && stateNamed(scope, reference.to)
  if (led) return led
  const inner = new Set(members.flatMap((state) => referencesOf(state).filter(({ to }) => to !== state.name).map(({ to }) => to)))
  return members.find((state) => !inner.has(state.name)) ?? first
}

/** Whether a state's continuation leads out of the group, or ends. */
function leaves(state: DraftMember, { members, scope }: DraftGroup): boolean {
  if (isFinal(state)) return false
  const to = continuationOf(state)
  if (to === null || to === 'END') return true
  const next = stateNamed(scope, to.state)
  return next === null || !members.includes(next)
}

/** Where the states of a group are named from outside. */
function referencesInto({ members, scope }: DraftGroup): Reference[] {
  const group = new Set(members)
  const named = statesByName(scope)
  return referencesIn(scope).filter(({ state, to }) => {
    const target = named.get(to)
    return target !== undefined && group.has(target) && (state === null || !group.has(state))
  })
}

/** What a name leads to when the group is passed by. */
function heirOf({ members, scope }: DraftGroup, name: string): Target {
  const group = new Map(members.filter((state) => stateNamed(scope, state.name) === state).map((state) => [state.name, state]))
  const passed = new Set<DraftMember>()
  for (let target: Target = { state: name }; ; ) {
    const state = group.get(target.state)
    if (state === undefined) return target
    const next: Target = passed.has(state) ? 'END' : passingBy(state)
    if (next === 'END') return next
    passed.add(state)
    target = next
  }
}

/** Takes states out of their scope: what led to them leads to what they led to. */
function detach(group: DraftGroup): void {
  const { members, scope } = group
  const heirs = referencesInto(group).map((reference) => ({ reference, heir: heirOf(group, reference.to) }))
  const states = member(scope, 'States')?.value
  const gone = new Set(members)
  if (states?.kind === 'object') states.members = states.members.filter((state) => !gone.has(state))
  for (const { reference, heir } of heirs) redirect(scope, reference, heir)
}

function redirect(scope: DraftObject, reference: Reference, heir: Target): void {
  const { state, kind, owner } = reference
  if (state === null) {
    const start = heir === 'END' ? statesOf(scope)[0]?.name : heir.state
    if (start === undefined) removeField(scope, 'StartAt')
    else point(reference, start)
    return
  }
  // A state that would lead to itself would do so for ever.
  const target = heir !== 'END' && heir.state === state.name ? 'END' : heir
  if (kind === 'choice' || kind === 'catch') {
    const field = kind === 'choice' ? 'Choices' : 'Catch'
    if (target !== 'END') point(reference, target.state)
    const others = items(state.value, field).filter((one) => one !== owner)
    if (target === 'END' || others.some((one) => isEqual(valueOf(one), valueOf(owner)))) withoutItem(state, field, items(state.value, field).indexOf(owner))
  } else {
    leadOn(state, target)
  }
}

/** Renames states whose names the machine has, and what names them among themselves. */
function giveFreeNames(states: readonly DraftMember[], taken: Set<string>, scope: DraftObject | null = null): void {
  const names = new Map<string, string>()
  for (const state of states) {
    const name = freeName(state.name, (one) => taken.has(one))
    names.set(state.name, name)
    taken.add(name)
  }
  for (const reference of scope ? referencesIn(scope) : states.flatMap(referencesOf)) {
    const name = names.get(reference.to)
    if (name !== undefined && name !== reference.to) point(reference, name)
  }
  for (const state of states) {
    state.name = names.get(state.name) ?? state.name
    for (const inner of scopesOf(state.value)) giveFreeNames(statesOf(inner), taken, inner)
  }
}
