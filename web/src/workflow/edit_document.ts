import { type StateId, stateIds } from './definition.ts'
import type { WorkflowDocument } from './document.ts'
import { type Draft, draftAt, type DraftMember, type DraftObject, draftOf } from './edit_draft.ts'
import { allStatesOf, scopesOf } from './references.ts'
import { RefusedEdit } from './refused_edit.ts'
import type { Path } from './syntax.ts'

export type DraftState = { member: DraftMember; scope: DraftObject }

/** States of one scope, in the order of the text. */
export type DraftGroup = { members: DraftMember[]; scope: DraftObject }

/** A document that is being changed. States are found by what they are called in the document as it was. */
export class DraftDocument {
  root: Draft
  private readonly document: WorkflowDocument
  /** Found by their places, so before anything is changed. */
  private readonly states: ReadonlyMap<StateId, DraftState>

  constructor(document: WorkflowDocument) {
    this.document = document
    this.root = draftOf(document.root)
    this.states = new Map([...document.states.values()].flatMap((state) => {
      const found = this.find(state.path)
      return found ? [[state.id, found]] : []
    }))
  }

  state(id: StateId): DraftState {
    const state = this.states.get(id)
    if (!state) throw new RefusedEdit('no_such_state', id)
    return state
  }

  /** The states by the scopes they are in. One that is within another of them goes with that one. */
  groups(ids: readonly StateId[]): DraftGroup[] {
    const states = [...new Set(ids)].map((id) => this.state(id))
    const within = new Set(states.flatMap(({ member }) => [...statesWithin(member)]))
    const chosen = new Set(states.map(({ member }) => member))
    const groups = new Map<DraftObject, DraftMember[]>()
    for (const { member, scope } of this.states.values()) {
      if (!chosen.has(member) || within.has(member)) continue
      groups.set(scope, [...(groups.get(scope) ?? []), member])
    }
    return [...groups].map(([scope, members]) => ({ scope, members }))
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
    const ids = stateIds(this.root)
    return members.flatMap((member) => ids.get(member) ?? [])
  }

  private find(path: Path): DraftState | null {
    const scope = draftAt(this.root, path.slice(0, -2))
    const states = draftAt(this.root, path.slice(0, -1))
    const part = path.at(-1)
    if (scope?.kind !== 'object' || states?.kind !== 'object' || part === undefined) return null
    const member = typeof part === 'number' ? states.members[part] : states.members.findLast((one) => one.name === part)
    return member ? { member, scope } : null
  }
}

export function* statesWithin(state: DraftMember): Generator<DraftMember> {
  for (const scope of scopesOf(state.value)) yield* allStatesOf(scope)
}
