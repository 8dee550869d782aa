import type { StateId, TransitionRef } from '../definition.ts'
import type { DraftDocument, DraftState } from './draft_document.ts'
import { addField, type DraftMember, member, newArray, newMember, newObject, removeField, setField } from './draft.ts'
import { writtenAt } from './site.ts'
import { RefusedEdit } from '../refused_edit.ts'
import { isFinal, leadOn, type Target, typeOf } from './continuation.ts'

/** Edits of what leads where. */

export function connect(draft: DraftDocument, from: StateId, as: TransitionRef, to: StateId | 'END'): DraftMember[] {
  if (as.kind === 'start') return startAt(draft, draft.scope(as.scope), to)
  const state = draft.state(from)
  const target = targetOf(draft, state, to)
  if (as.kind === 'choice' || as.kind === 'catch') {
    if (target === 'END') throw new RefusedEdit(as.kind === 'choice' ? 'choice_cannot_end' : 'catch_cannot_end')
    setField(writtenAt(draft, state.member, as), 'Next', target.state)
    return [state.member]
  }
  if (isFinal(state.member)) throw new RefusedEdit('nothing_can_follow', state.member.name)
  if (target === 'END' && typeOf(state.member) === 'Choice') throw new RefusedEdit('choice_cannot_end')
  leadOn(state.member, target)
  return [state.member]
}

/** A state that leads nowhere is the last; a rule or a catcher without an aim goes. */
export function disconnect(draft: DraftDocument, from: StateId, as: TransitionRef): DraftMember[] {
  if (as.kind === 'start') {
    removeField(draft.scope(as.scope), 'StartAt')
    return []
  }
  const { member: state } = draft.state(from)
  if (as.kind === 'choice' || as.kind === 'catch') withoutItem(state, as.kind === 'choice' ? 'Choices' : 'Catch', as.index)
  else leadOn(state, 'END')
  return [state]
}

export function addBranch(draft: DraftDocument, id: StateId): DraftMember[] {
  const { member: state } = draft.state(id)
  const branch = newObject([newMember('States', newObject([]))])
  const branches = branchesOf(state)
  if (branches) branches.push(branch)
  else if (state.value.kind === 'object' && !member(state.value, 'Branches')) {
    addField(state.value, newMember('Branches', newArray([branch])))
  }
  return [state]
}

export function removeBranch(draft: DraftDocument, id: StateId, index: number): DraftMember[] {
  const { member: state } = draft.state(id)
  const branches = branchesOf(state)
  if (!branches?.[index]) throw new RefusedEdit('no_such_scope')
  branches.splice(index, 1)
  return [state]
}

function branchesOf(state: DraftMember) {
  if (typeOf(state) !== 'Parallel') throw new RefusedEdit('not_a_parallel', state.name)
  const branches = member(state.value, 'Branches')?.value
  return branches?.kind === 'array' ? branches.items : null
}

/** Removes a rule or a catcher. A choice has rules even when there are none; a list of no catchers is left out. */
export function withoutItem(state: DraftMember, field: 'Choices' | 'Catch', index: number): void {
  const list = member(state.value, field)?.value
  if (list?.kind !== 'array' || state.value.kind !== 'object' || !list.items[index]) throw new RefusedEdit('no_such_transition')
  list.items.splice(index, 1)
  if (field === 'Catch' && list.items.length === 0) removeField(state.value, field)
}

function startAt(draft: DraftDocument, scope: DraftState['scope'], to: StateId | 'END'): DraftMember[] {
  if (to === 'END') throw new RefusedEdit('no_such_state')
  const state = draft.state(to)
  if (state.scope !== scope) throw new RefusedEdit('not_in_one_scope')
  setField(scope, 'StartAt', state.member.name)
  return [state.member]
}

function targetOf(draft: DraftDocument, from: DraftState, to: StateId | 'END'): Target {
  if (to === 'END') return 'END'
  const { member: state, scope } = draft.state(to)
  if (scope !== from.scope) throw new RefusedEdit('not_in_one_scope')
  return { state: state.name }
}
