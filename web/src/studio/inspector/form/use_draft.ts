import { type KeyboardEvent, useEffect, useEffectEvent, useState } from 'react'

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
  const finish = () => {
    if (draft !== null && draft !== value) commit(draft)
    setDraft(null)
  }
  const leave = useEffectEvent(finish)
  useEffect(() => () => leave(), [])
  return {
    value: draft ?? value,
    onChange: (event) => setDraft(event.target.value),
    onBlur: finish,
    onKeyDown: (event) => {
      if (event.key === 'Enter' && !isMultiline) {
        event.preventDefault()
        finish()
      } else if (event.key === 'Escape' && draft !== null) {
        event.stopPropagation()
        setDraft(null)
      }
    },
  }
}
