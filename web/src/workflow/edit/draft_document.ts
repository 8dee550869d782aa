import { type StateId, stateIds } from '../definition.ts'
import type { WorkflowDocument } from '../document.ts'
import { type Draft, draftAt, type DraftMember, type DraftObject, draftOf, member } from './draft.ts'
import { allStatesOf, scopesOf, statesOf } from './references.ts'
import { RefusedEdit } from '../refused_edit.ts'
import type { Path } from '../syntax.ts'

export type DraftState = { member: DraftMember; scope: DraftObject }

/** States of one scope, in the order of the text. */
export type DraftGroup = { members: DraftMember[]; scope: DraftObject }

/** A document that is being changed. States are found by where they are in the document, so before it is changed. */
export class DraftDocument {
  root: Draft
  private readonly document: WorkflowDocument

  constructor(document: WorkflowDocument) {
    this.document = document
    this.root = draftOf(document.root)
  }

  state(id: StateId): DraftState {
    const path = this.document.states.get(id)?.path
    const states = path && draftAt(this.root, path.slice(0, -1))
    const part = path?.at(-1)
    const found = states?.kind === 'object' && part !== undefined ? (typeof part === 'number' ? states.members[part] : member(states, part)) : null
    if (!path || !found) throw new RefusedEdit('no_such_state', id)
    return { member: found, scope: this.scope(path.slice(0, -2)) }
  }

  /** The states by the scopes they are in. One that is within another of them goes with that one. */
  groups(ids: readonly StateId[]): DraftGroup[] {
    const states = [...new Set(ids)].map((id) => this.state(id))
    const within = new Set(states.flatMap(({ member: state }) => [...statesWithin(state)]))
    const groups = new Map<DraftObject, Set<DraftMember>>()
    for (const { member: state, scope } of states) {
      if (within.has(state)) continue
      const group = groups.get(scope) ?? new Set()
      groups.set(scope, group.add(state))
    }
    return [...groups].map(([scope, group]) => ({ scope, members: statesOf(scope).filter((state) => group.has(state)) }))
  }

  group(ids: readonly StateId[]): DraftGroup {
    const [group, ...others] = this.groups(ids)
    if (!group) throw new RefusedEdit('no_states')
    if (others.length > 0) throw new RefusedEdit('not_in_one_scope')
    return group
  }

  scope(path: Path): DraftObject {
    const scope = draftAt(this.root, path)
    if (scope?.kind !== 'object') throw new RefusedEdit('no_such_scope')
    return scope
  }

  get isJsonata(): boolean {
    return this.document.workflow.queryLanguage === 'JSONata'
  }

  names(): Set<string> {
    return new Set([...allStatesOf(this.root)].map((state) => state.name))
  }

  /** What states are called now. */
  idsOf(members: readonly DraftMember[]): StateId[] {
    if (members.length === 0) return []
    const ids = stateIds([...allStatesOf(this.root)])
    return members.flatMap((member) => ids.get(member) ?? [])
  }
}

function* statesWithin(state: DraftMember): Generator<DraftMember> {
  for (const scope of scopesOf(state.value)) yield* allStatesOf(scope)
}
