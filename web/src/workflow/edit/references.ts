import { type Draft, type DraftMember, type DraftObject, items, member, setField, text } from './draft.ts'

/** A place where a state is named: `owner[field]`. */
export type Reference = {
  /** Null for where a scope starts. */
  state: DraftMember | null
  kind: 'start' | 'next' | 'default' | 'choice' | 'catch'
  owner: DraftObject
  field: 'StartAt' | 'Next' | 'Default'
  to: string
}

/** Where the states of a scope are named: only within it. */
export function referencesIn(scope: DraftObject): Reference[] {
  const start = text(scope, 'StartAt')
  return [
    ...(start === null ? [] : [{ state: null, kind: 'start', owner: scope, field: 'StartAt', to: start } satisfies Reference]),
    ...statesOf(scope).flatMap(referencesOf),
  ]
}

/** What a state names. */
export function referencesOf(state: DraftMember): Reference[] {
  const found: Reference[] = []
  const find = (owner: Draft, kind: Reference['kind'], field: Reference['field']) => {
    const to = text(owner, field)
    if (to !== null && owner.kind === 'object') found.push({ state, kind, owner, field, to })
  }
  find(state.value, 'next', 'Next')
  for (const rule of items(state.value, 'Choices')) find(rule, 'choice', 'Next')
  find(state.value, 'default', 'Default')
  for (const catcher of items(state.value, 'Catch')) find(catcher, 'catch', 'Next')
  return found
}

export function point(reference: Pick<Reference, 'owner' | 'field'>, to: string): void {
  setField(reference.owner, reference.field, to)
}

export function statesOf(scope: Draft): DraftMember[] {
  const states = member(scope, 'States')?.value
  return states?.kind === 'object' ? states.members : []
}

/** The state that a name means in a scope: the last of that name. */
export function stateNamed(scope: Draft, name: string): DraftMember | null {
  return statesOf(scope).findLast((state) => state.name === name) ?? null
}

/** The states of a scope by their names. */
export function statesByName(scope: Draft): ReadonlyMap<string, DraftMember> {
  return new Map(statesOf(scope).map((state) => [state.name, state]))
}

/** The scopes within a state: its branches, or what it does with each item. */
export function scopesOf(state: Draft): DraftObject[] {
  const branches = member(state, 'Branches')?.value
  const processor = member(state, 'ItemProcessor') ?? member(state, 'Iterator')
  const scopes = branches?.kind === 'array' ? branches.items : processor ? [processor.value] : []
  return scopes.filter((scope) => scope.kind === 'object')
}

/** All states of a scope, those within others too. */
export function* allStatesOf(scope: Draft): Generator<DraftMember> {
  for (const state of statesOf(scope)) {
    yield state
    for (const inner of scopesOf(state.value)) yield* allStatesOf(inner)
  }
}
