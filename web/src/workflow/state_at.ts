import type { StateId } from './definition.ts'
import type { WorkflowDocument } from './document.ts'
import { pathAt } from './syntax.ts'

/** The innermost state that a place in the text is within; its name belongs to it. */
export function stateAt(document: WorkflowDocument, offset: number): StateId | null {
  const path = pathAt(document.root, offset)
  let innermost: StateId | null = null
  let depth = 0
  for (const [id, state] of document.states) {
    if (state.path.length <= depth || state.path.length > path.length || state.path.some((part, index) => part !== path[index])) continue
    innermost = id
    depth = state.path.length
  }
  return innermost
}
