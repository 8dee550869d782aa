import type { DraftDocument } from './draft_document.ts'
import { addField, type Draft, draftAt, type DraftMember, member, newArray, newDraft, newMember, newObject, withValue } from './draft.ts'
import { hasOrder, stateOn } from './order.ts'
import { RefusedEdit } from '../refused_edit.ts'
import type { Json, Path } from '../syntax.ts'

/** Sets a value of the document, or removes it; what leads to it is made as far as it is not there. Gives the state it is in. */
export function setAt(draft: DraftDocument, path: Path, value: Json | undefined): DraftMember[] {
  const part = path.at(-1)
  if (part === undefined) {
    if (value === undefined) throw new RefusedEdit('no_such_place')
    draft.root = withValue(draft.root, value)
  } else if (value === undefined) {
    removeAt(draft.root, path.slice(0, -1), part)
  } else {
    draft.root = withValueAt(draft.root, path, 0, value)
  }
  return stateAt(draft.root, stateOn(path))
}

function stateAt(root: Draft, path: Path | null): DraftMember[] {
  if (!path) return []
  const states = draftAt(root, path.slice(0, -1))
  const part = path.at(-1)
  const state = states?.kind === 'object' && (typeof part === 'number' ? states.members[part] : member(states, part ?? ''))
  return state ? [state] : []
}

function withValueAt(draft: Draft | null, path: Path, depth: number, value: Json): Draft {
  const part = path[depth]
  if (part === undefined) return draft ? withValue(draft, value) : newDraft(value)
  if (typeof part === 'number') {
    if (draft?.kind === 'object') {
      const known = draft.members[part]
      if (!known) throw new RefusedEdit('no_such_place')
      known.value = withValueAt(known.value, path, depth + 1, value)
      return draft
    }
    const list = draft?.kind === 'array' ? draft : newArray([])
    list.items.splice(part, 1, withValueAt(list.items[part] ?? null, path, depth + 1, value))
    return list
  }
  const object = draft?.kind === 'object' ? draft : newObject([])
  const known = member(object, part)
  if (known) known.value = withValueAt(known.value, path, depth + 1, value)
  else {
    const added = newMember(part, withValueAt(null, path, depth + 1, value))
    if (hasOrder(path.slice(0, depth))) addField(object, added)
    else object.members.push(added)
  }
  return object
}

function removeAt(root: Draft, path: Path, part: string | number): void {
  const within = draftAt(root, path)
  if (within?.kind === 'array' && typeof part === 'number') within.items.splice(part, 1)
  if (within?.kind === 'object') within.members = within.members.filter((one, index) => (typeof part === 'number' ? index !== part : one.name !== part))
}
