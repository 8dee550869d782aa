import type { StateId } from './definition.ts'
import type { WorkflowDocument } from './document.ts'
import { nodeAt } from './syntax.ts'

/** The innermost state that a place in the text is within. */
export function stateAt(document: WorkflowDocument, offset: number): StateId | null {
  let innermost: StateId | null = null
  let depth = -1
  for (const [id, state] of document.states) {
    if (state.path.length <= depth) continue
    const node = nodeAt(document.root, state.path)
    if (!node || offset < node.from || offset > node.to) continue
    innermost = id
    depth = state.path.length
  }
  return innermost
}
