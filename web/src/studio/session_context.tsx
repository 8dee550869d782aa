import { createContext, use, useCallback, useSyncExternalStore } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { useToasts } from '../ui/toast.tsx'
import type { Edit } from '../workflow/edit.ts'
import { refusalWords } from './refusal_words.ts'
import type { Session, StudioState } from './session.ts'

const Context = createContext<Session | null>(null)

export const SessionProvider = Context.Provider

/** What is being designed: for what changes it. */
export function useSession(): Session {
  const session = use(Context)
  if (!session) throw new Error('there is no session around')
  return session
}

/** A part of what is being designed; the component is drawn again when that part is another. `select` must give the same object for the same state. */
export function useStudio<Part>(select: (state: StudioState) => Part): Part {
  const session = useSession()
  return useSyncExternalStore(session.subscribe, () => select(session.now()))
}

/** Makes an edit, or says why it cannot be made. Whether it was. Edits of one group that come close together are one step of the history. */
export function useEdit(): (edit: Edit, group?: string) => boolean {
  const session = useSession()
  const toasts = useToasts()
  const t = useTexts()
  return useCallback(
    (edit, group) => {
      try {
        session.edit(edit, group)
        return true
      } catch (refused) {
        toasts.refused(refusalWords(refused, t))
        return false
      }
    },
    [session, toasts, t],
  )
}
