import { useCallback } from 'react'

import type { Edit } from '../../../workflow/edit.ts'
import { nodeAt, type Path } from '../../../workflow/syntax.ts'
import { useEdit, useSession } from '../../session_context.tsx'

/**
 * Makes edits of a form. A field may be left because something else was selected, which then stays so; and what it was of
 * may be gone, which then stays so too.
 */
export function useFormEdit(): (edit: Edit) => boolean {
  const session = useSession()
  const edit = useEdit()
  return useCallback(
    (wanted) => {
      const { selection, document } = session.now()
      if (wanted.kind === 'set' && nodeAt(document.root, stateOn(wanted.path)) === null) return false
      const isMade = edit(wanted)
      session.select(selection)
      return isMade
    },
    [session, edit],
  )
}

/** The way to the state that a path leads into. */
function stateOn(path: Path): Path {
  const index = path.findLastIndex((part, at) => part === 'States' && at + 1 < path.length)
  return index < 0 ? [] : path.slice(0, index + 2)
}
