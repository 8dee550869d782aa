import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { checkQuery } from './check.ts'
import { type Draft, dropDraft, keepDraft } from './drafts.ts'
import { BLANK, isChanged, type StudioState } from './session.ts'
import { useSession, useStudio } from './session_context.tsx'

/** Typing rests for so long before what was written is checked and kept. */
const REST_MS = 300

/** Has what is written checked by the engine's parser, a moment after it was. */
export function useChecking(): void {
  const session = useSession()
  const text = useRested(useStudio((state) => state.text))
  const type = useStudio((state) => state.type)
  const substitutions = useStudio((state) => state.substitutions)
  const checked = useQuery(checkQuery(text, type, substitutions)).data
  useEffect(() => {
    if (checked) session.set({ checked })
  }, [session, checked])
}

/** Keeps what is not saved in the browser. */
export function useDraft(): void {
  const session = useSession()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let kept = session.now()
    const keep = () => {
      clearTimeout(timer)
      const now = session.now()
      if (now.text === kept.text && now.saved === kept.saved && now.substitutions === kept.substitutions && now.type === kept.type) return
      kept = now
      if (isChanged(now)) keepDraft(draftNow(now))
      else dropDraft(now.name)
    }
    // One that was begun from a template is there again without being touched.
    if (kept.saved === null && kept.text !== BLANK) keepDraft(draftNow(kept))
    const stop = session.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(keep, REST_MS)
    })
    addEventListener('pagehide', keep)
    return () => {
      stop()
      removeEventListener('pagehide', keep)
      keep()
    }
  }, [session])
}

function draftNow({ name, text, type, substitutions, saved }: StudioState): Draft {
  return { name, text, type, substitutions, revisionId: saved?.revisionId ?? null, at: Date.now() }
}

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
