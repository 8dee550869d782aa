import type { StateId, StateType, TransitionRef } from './definition.ts'
import type { WorkflowDocument } from './document.ts'
import { DraftDocument } from './edit/draft_document.ts'
import type { DraftMember } from './edit/draft.ts'
import { duplicate, fragmentOf, insert, move, remove, rename } from './edit/states.ts'
import { addBranch, connect, disconnect, removeBranch } from './edit/connections.ts'
import { changeType } from './edit/type.ts'
import { setAt } from './edit/values.ts'
import { converted, writtenChanges } from './edit/write.ts'
import type { Json, Notation, Path } from './syntax.ts'
import { applyChanges, type TextChange } from './text_change.ts'

export { RefusedEdit } from './refused_edit.ts'
export type { TextChange } from './text_change.ts'
export type { TransitionRef } from './definition.ts'

/** Where states are put. */
export type Place =
  /** On the way of a transition; `from` is null where a scope starts. */
  | { kind: 'between'; from: StateId | null; to: StateId | null; transition: TransitionRef }
  /** They get the state's `Next` or `End`, and it leads to them. */
  | { kind: 'after'; state: StateId }
  /** Everything that led to the state leads to them, and they to it. */
  | { kind: 'before'; state: StateId }
  /** The first of a scope that has none; else beside the others, and nothing leads there. */
  | { kind: 'into'; scope: Path }

/** States by name, as they are written. Those that have neither `Next` nor `End` lead to what follows where they are put. */
export type Fragment = { states: Record<string, Json>; startAt: string }

/** Every change that is made in the picture or in a form. */
export type Edit =
  | { kind: 'insert'; fragment: Fragment; at: Place }
  | { kind: 'remove'; states: readonly StateId[] }
  | { kind: 'move'; states: readonly StateId[]; to: Place }
  | { kind: 'duplicate'; states: readonly StateId[] }
  | { kind: 'rename'; state: StateId; name: string }
  /** An index one after the last rule or catcher adds one. */
  | { kind: 'connect'; from: StateId; as: TransitionRef; to: StateId | 'END' }
  | { kind: 'disconnect'; from: StateId; as: TransitionRef }
  | { kind: 'set'; path: Path; value: Json | undefined }
  /** One after the other: each path is one of what those before it made. */
  | { kind: 'setMany'; fields: readonly { path: Path; value: Json | undefined }[] }
  | { kind: 'addBranch'; state: StateId }
  | { kind: 'removeBranch'; state: StateId; index: number }
  | { kind: 'changeType'; state: StateId; type: StateType }
  | { kind: 'text'; changes: readonly TextChange[] }
  | { kind: 'convert'; to: Notation }

/** `selection`: the states that the edit was about, as they are called now; none after one of the text. */
export type Edited = { changes: readonly TextChange[]; text: string; selection: readonly StateId[] }

/** Makes an edit by changes of ranges of the text; throws a `RefusedEdit` where it cannot be made. */
export function applyEdit(document: WorkflowDocument, edit: Edit): Edited {
  if (edit.kind === 'text') return { changes: edit.changes, text: applyChanges(document.text, edit.changes), selection: [] }
  if (edit.kind === 'convert') {
    const change = edit.to === document.notation ? null : { from: 0, to: document.text.length, insert: converted(document, edit.to) }
    return { changes: change ? [change] : [], text: change?.insert ?? document.text, selection: [] }
  }
  const draft = new DraftDocument(document)
  const selected = change(draft, edit)
  const changes = writtenChanges(document, draft.root)
  return { changes, text: applyChanges(document.text, changes), selection: draft.idsOf(selected) }
}

/** The states for the clipboard. */
export function copyOf(document: WorkflowDocument, states: readonly StateId[]): Fragment {
  return fragmentOf(new DraftDocument(document), states)
}

/** Changes the draft, and gives the states that this was about. */
function change(draft: DraftDocument, edit: Exclude<Edit, { kind: 'text' | 'convert' }>): DraftMember[] {
  switch (edit.kind) {
    case 'insert':
      return insert(draft, edit.fragment, edit.at)
    case 'remove':
      return remove(draft, edit.states)
    case 'move':
      return move(draft, edit.states, edit.to)
    case 'duplicate':
      return duplicate(draft, edit.states)
    case 'rename':
      return rename(draft, edit.state, edit.name)
    case 'connect':
      return connect(draft, edit.from, edit.as, edit.to)
    case 'disconnect':
      return disconnect(draft, edit.from, edit.as)
    case 'set':
      return setAt(draft, edit.path, edit.value)
    case 'setMany':
      return [...new Set(edit.fields.flatMap(({ path, value }) => setAt(draft, path, value)))]
    case 'addBranch':
      return addBranch(draft, edit.state)
    case 'removeBranch':
      return removeBranch(draft, edit.state, edit.index)
    case 'changeType':
      return changeType(draft, edit.state, edit.type)
  }
}
