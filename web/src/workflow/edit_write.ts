import type { WorkflowDocument } from './document.ts'
import { afresh, type Draft } from './edit_draft.ts'
import { habitsOf, isNested } from './edit_habits.ts'
import { FlowWriter } from './edit_write_flow.ts'
import { type TextChange, trimmed } from './text_change.ts'

/** The changes of a document's text that make it say what a draft of it says: as few and as small as they can be. */
export function writtenChanges(document: WorkflowDocument, draft: Draft): TextChange[] {
  const { text, root } = document
  const writer = new FlowWriter(text, habitsOf(text, root))
  // What is written in one line while there is little of it does not stay so.
  const isGrown = !isNested(root) && isNested(draft) && !text.slice(root.from, root.to).includes('\n')
  if (isGrown) writer.rewrite(afresh(draft), root)
  else writer.replace(draft, root)
  return writer.changes.flatMap((change) => trimmed(text, change) ?? []).sort((one, other) => one.from - other.from)
}
