import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from 'react'

/** What is being written in a field until it is left: one step of the history for each visit. */
export type DraftWiring = {
  value: string
  onChange: (event: { target: { value: string } }) => void
  onBlur: () => void
  onKeyDown: (event: KeyboardEvent) => void
}

/** Enter or leaving the field commits what was written; Escape gives it up. */
export function useDraft(value: string, commit: (text: string) => void, { isMultiline = false } = {}): DraftWiring {
  const [draft, setDraft] = useState<string | null>(null)
  // What was committed is so at once: committing may take the field away.
  const pending = useRef<string | null>(null)
  const write = (text: string | null) => {
    pending.current = text
    setDraft(text)
  }
  const finish = () => {
    const text = pending.current
    write(null)
    if (text !== null && text !== value) commit(text)
  }
  const leave = useEffectEvent(finish)
  useEffect(() => () => leave(), [])
  return {
    value: draft ?? value,
    onChange: (event) => write(event.target.value),
    onBlur: finish,
    onKeyDown: (event) => {
      if (event.key === 'Enter' && !isMultiline) {
        event.preventDefault()
        finish()
      } else if (event.key === 'Escape' && draft !== null) {
        event.stopPropagation()
        write(null)
      }
    },
  }
}
