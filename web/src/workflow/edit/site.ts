import type { TransitionRef } from '../definition.ts'
import type { Place } from '../edit.ts'
import type { DraftDocument, DraftState } from './draft_document.ts'
import { addField, type DraftArray, type DraftMember, type DraftObject, member, newArray, newDraft, newMember, newObject, setField, text } from './draft.ts'
import { point, referencesIn, stateNamed } from './references.ts'
import { RefusedEdit } from '../refused_edit.ts'
import { continuationOf, isFinal, leadOn, type Target } from './continuation.ts'

/** Where states are put: between what leads there and what follows, and beside which states of the text. */
export type Site = {
  scope: DraftObject
  /** Asked for when the states are put there: until then it may change. */
  follow(): Target
  lead(to: string): void
  /** The state of the text that they stand behind or before; null: at the end. */
  beside: { state: DraftMember; isBehind: boolean } | null
}

export function siteOf(draft: DraftDocument, at: Place): Site {
  switch (at.kind) {
    case 'into':
      return beside(draft.scope(at.scope))
    case 'after':
      return behind(draft.state(at.state))
    case 'before':
      return before(draft.state(at.state))
    case 'between':
      if (at.transition.kind === 'start') return startSite(draft.scope(at.transition.scope))
      if (at.from === null) throw new RefusedEdit('no_such_transition')
      return onTransition(draft, draft.state(at.from), at.transition)
  }
}

/** Puts states there: they are led to at their `start`, and the `open` ones lead to what follows. */
export function putInto({ scope, follow, lead, beside }: Site, states: readonly DraftMember[], start: DraftMember, open: readonly DraftMember[]): void {
  const next = follow()
  const list = stateList(scope)
  const index = beside ? list.members.indexOf(beside.state) : -1
  list.members.splice(beside && index >= 0 ? index + Number(beside.isBehind) : list.members.length, 0, ...states)
  lead(start.name)
  for (const state of open) leadOn(state, next)
}

/** The part of the text that says where a transition leads; one after the last rule or catcher is a new one. */
export function writtenAt(draft: DraftDocument, state: DraftMember, ref: { kind: 'choice' | 'catch'; index: number }): DraftObject {
  const name = ref.kind === 'choice' ? 'Choices' : 'Catch'
  const list = listIn(state, name)
  const isNew = ref.index === list.items.length
  const item = isNew ? newDraft(ref.kind === 'catch' ? { ErrorEquals: ['States.ALL'] } : newRule(draft, state)) : list.items[ref.index]
  if (item?.kind !== 'object') throw new RefusedEdit('no_such_transition')
  if (isNew) list.items.push(item)
  return item
}

/** A rule that always holds, until its condition is written. */
function newRule(draft: DraftDocument, state: DraftMember): { [field: string]: string | boolean } {
  const isJsonata = (text(state.value, 'QueryLanguage') ?? (draft.isJsonata ? 'JSONata' : 'JSONPath')) === 'JSONata'
  return isJsonata ? { Condition: '{% true %}' } : { Variable: '$', IsPresent: true }
}

function listIn(state: DraftMember, name: 'Choices' | 'Catch'): DraftArray {
  const known = member(state.value, name)?.value
  if (known?.kind === 'array') return known
  const list = newArray([])
  if (known || state.value.kind !== 'object') throw new RefusedEdit('no_such_transition')
  addField(state.value, newMember(name, list))
  return list
}

/** In a scope, and nothing leads there but its start when it has none. */
export function beside(scope: DraftObject): Site {
  const start = text(scope, 'StartAt')
  const isEmpty = start === null || stateNamed(scope, start) === null
  return { scope, follow: () => 'END', lead: (to) => isEmpty && setField(scope, 'StartAt', to), beside: null }
}

function startSite(scope: DraftObject): Site {
  const first = stateNamed(scope, text(scope, 'StartAt') ?? '')
  const follow = () => {
    const name = text(scope, 'StartAt')
    return name !== null && stateNamed(scope, name) ? { state: name } : 'END'
  }
  return { scope, follow, lead: (to) => setField(scope, 'StartAt', to), beside: first && { state: first, isBehind: false } }
}

export function behind({ member: state, scope }: DraftState): Site {
  if (isFinal(state)) throw new RefusedEdit('nothing_can_follow', state.name)
  return { scope, follow: () => continuationOf(state) ?? 'END', lead: (to) => leadOn(state, { state: to }), beside: { state, isBehind: true } }
}

function before({ member: state, scope }: DraftState): Site {
  const lead = (to: string) => {
    if (stateNamed(scope, state.name) !== state) return
    for (const reference of referencesIn(scope)) if (reference.to === state.name) point(reference, to)
  }
  return { scope, follow: () => ({ state: state.name }), lead, beside: { state, isBehind: false } }
}

function onTransition(draft: DraftDocument, from: DraftState, ref: Exclude<TransitionRef, { kind: 'start' }>): Site {
  if (ref.kind !== 'choice' && ref.kind !== 'catch') return behind(from)
  const owner = writtenAt(draft, from.member, ref)
  const follow = () => {
    const next = text(owner, 'Next')
    return next === null ? 'END' : { state: next }
  }
  return { scope: from.scope, follow, lead: (to) => setField(owner, 'Next', to), beside: { state: from.member, isBehind: true } }
}

function stateList(scope: DraftObject): DraftObject {
  const known = member(scope, 'States')?.value
  if (known?.kind === 'object') return known
  if (known) throw new RefusedEdit('no_such_scope')
  const list = newObject([])
  addField(scope, newMember('States', list))
  return list
}
