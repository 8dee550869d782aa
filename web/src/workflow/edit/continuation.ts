import { type DraftMember, type DraftObject, items, member, removeField, setField, text } from './draft.ts'
import { valueOf } from '../syntax.ts'

/** Where a state leads when all goes well: a choice by its `Default`, others by `Next` or `End`. */

/** What a state leads to: the name of a state, or the end of its scope. */
export type Target = { state: string } | 'END'

export function typeOf(state: DraftMember): string {
  return text(state.value, 'Type') ?? ''
}

/** Nothing can come after these. */
export function isFinal(state: DraftMember): boolean {
  return typeOf(state) === 'Succeed' || typeOf(state) === 'Fail'
}

/** Null where it is not written. */
export function continuationOf(state: DraftMember): Target | null {
  if (isFinal(state)) return 'END'
  const next = text(state.value, typeOf(state) === 'Choice' ? 'Default' : 'Next')
  if (next !== null) return { state: next }
  const end = member(state.value, 'End')
  return end && valueOf(end.value) === true ? 'END' : null
}

/** Makes a state lead to another, or be the last: never both. A choice without a default ends with an error, so it has none. */
export function leadOn(state: DraftMember, to: Target): void {
  const body = state.value
  if (body.kind !== 'object' || isFinal(state)) return
  if (typeOf(state) === 'Choice') {
    if (to === 'END') removeField(body, 'Default')
    else setField(body, 'Default', to.state)
  } else if (to === 'END') {
    exchange(body, 'Next', 'End', true)
  } else {
    exchange(body, 'End', 'Next', to.state)
  }
}

/** What a state leads to if it is passed by: of a choice without a default, what its first rule leads to. */
export function passingBy(state: DraftMember): Target {
  const continuation = continuationOf(state)
  if (continuation) return continuation
  const first = items(state.value, 'Choices').map((rule) => text(rule, 'Next')).find((next) => next !== null)
  return first === undefined || first === null ? 'END' : { state: first }
}

/** Sets one of two fields that exclude each other, in the place of the other. */
function exchange(body: DraftObject, from: 'Next' | 'End', to: 'Next' | 'End', value: string | boolean): void {
  const other = member(body, from)
  if (other && !member(body, to)) {
    other.name = to
    other.value = { kind: 'scalar', from: other.value.from, to: other.value.to, value, origin: other.value.kind === 'scalar' ? other.value.origin : null }
  }
  removeField(body, from)
  setField(body, to, value)
}
