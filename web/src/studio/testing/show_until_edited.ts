import type { Session, Showing } from '../session.ts'

/** Shows on the canvas how something went, for as long as the text is what it went with. */
export function showUntilEdited(session: Session, showing: Showing): void {
  const { text } = session.now()
  session.set({ showing })
  const stop = session.subscribe(() => {
    const now = session.now()
    if (now.showing === showing && now.text === text) return
    stop()
    if (now.showing === showing) session.set({ showing: null })
  })
}
