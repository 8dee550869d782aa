import type { Actions } from './actions.ts'

/** React's, or the platform's own. */
type ClipboardEvent = { target: EventTarget | null; clipboardData: DataTransfer | null; preventDefault: () => void }

/** Copying, cutting and pasting by the platform's own keys and menus; a field being filled in has its own. */
export function clipboardEvents(actions: Actions) {
  const isField = (event: ClipboardEvent) => event.target instanceof HTMLInputElement
  const take = (event: ClipboardEvent): boolean => {
    const text = isField(event) ? null : actions.copied()
    if (text === null) return false
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    return true
  }
  return {
    onCopy: (event: ClipboardEvent) => {
      if (take(event)) actions.tellCopied()
    },
    onCut: (event: ClipboardEvent) => {
      if (take(event)) actions.remove()
    },
    onPaste: (event: ClipboardEvent) => {
      if (isField(event)) return
      event.preventDefault()
      actions.paste(event.clipboardData?.getData('text/plain') ?? '')
    },
  }
}
