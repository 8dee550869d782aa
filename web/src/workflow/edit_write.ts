import type { WorkflowDocument } from './document.ts'
import type { Draft } from './edit_draft.ts'
import { habitsOf } from './edit_habits.ts'
import { FlowWriter } from './edit_write_flow.ts'
import type { TextChange } from './text_change.ts'

/** The changes of a document's text that make it say what a draft of it says: as few and as small as they can be. */
export function writtenChanges(document: WorkflowDocument, draft: Draft): TextChange[] {
  const writer = new FlowWriter(document.text, habitsOf(document.text, document.root))
  writer.replace(draft, document.root)
  return writer.changes.flatMap((change) => trimmed(document.text, change)).sort((one, other) => one.from - other.from)
}

/** A change without what is the same before and after it. */
function trimmed(text: string, { from, to, insert }: TextChange): TextChange[] {
  const most = Math.min(to - from, insert.length)
  let start = 0
  while (start < most && text.charCodeAt(from + start) === insert.charCodeAt(start)) start++
  let end = 0
  while (end < most - start && text.charCodeAt(to - 1 - end) === insert.charCodeAt(insert.length - 1 - end)) end++
  const change = { from: from + start, to: to - end, insert: insert.slice(start, insert.length - end) }
  return change.from === change.to && change.insert === '' ? [] : [change]
}
