import { useEffect, useEffectEvent } from 'react'

import { useSession } from './session_context.tsx'

/** Keys that work wherever the focus is: one history serves text and canvas. A field being filled in undoes its own typing. */
export function useShortcuts(): void {
  const session = useSession()
  const key = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const target = event.composedPath()[0]
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable)) return
    const name = event.key.toLowerCase()
    if (name === 'z' && !event.shiftKey) session.undo()
    else if (name === 'y' || (name === 'z' && event.shiftKey)) session.redo()
    else return
    event.preventDefault()
  })
  useEffect(() => {
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [])
}
