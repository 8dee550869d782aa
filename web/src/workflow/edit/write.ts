import type { WorkflowDocument } from '../document.ts'
import { afresh, type Draft, draftOf } from './draft.ts'
import { defaults, type Habits, habitsOf, isNested } from './habits.ts'
import { BlockWriter } from './block_writer.ts'
import { FlowWriter } from './flow_writer.ts'
import type { Notation } from '../syntax.ts'
import { type TextChange, trimmed } from '../text_change.ts'

/** The changes of a document's text that make it say what a draft of it says: as few and as small as they can be. */
export function writtenChanges(document: WorkflowDocument, draft: Draft): TextChange[] {
  const { text } = document
  return (document.notation === 'json' ? flowChanges(document, draft) : blockChanges(document, draft))
    .flatMap((change) => trimmed(text, change) ?? [])
    .sort((one, other) => one.from - other.from)
}

function flowChanges({ text, root, notation }: WorkflowDocument, draft: Draft): TextChange[] {
  const writer = new FlowWriter(text, habitsOf(text, root, notation))
  // What is written in one line while there is little of it does not stay so.
  const isGrown = !isNested(root) && isNested(draft) && !text.slice(root.from, root.to).includes('\n')
  if (isGrown) writer.rewrite(afresh(draft, text), root)
  else writer.replace(draft, root)
  return writer.changes
}

function blockChanges({ text, root, notation }: WorkflowDocument, draft: Draft): TextChange[] {
  const writer = new BlockWriter(text, habitsOf(text, root, notation), root)
  writer.replace(draft)
  return writer.changes
}

/** A definition as a text in another notation. What is said by comments of YAML alone is lost in JSON. */
export function converted({ text, root }: WorkflowDocument, to: Notation): string {
  const habits = { ...defaults, notation: to, isOneLine: to === 'yaml', hasShortLists: to === 'yaml', padding: to === 'yaml' ? '' : defaults.padding, newline: text.includes('\r\n') ? '\r\n' : '\n' } satisfies Habits
  const draft = afresh(draftOf(root), text)
  const written = to === 'json' ? new FlowWriter(text, habits).written(draft, '', false) : new BlockWriter(text, habits, root).anew(draft)
  return written + habits.newline
}
