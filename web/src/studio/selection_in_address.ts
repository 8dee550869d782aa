import { useEffect, useEffectEvent } from 'react'

import { useSearchMembers } from '../ui/search_members.ts'
import { useSession, useStudio } from './session_context.tsx'

/** A link leads to the state that was looked at. */
export function useSelectionInAddress(): void {
  const session = useSession()
  const [search, change] = useSearchMembers()
  const selection = useStudio((state) => state.selection)
  const chosen = selection.length === 1 ? selection[0] : undefined
  const begin = useEffectEvent(() => {
    if (search.state) session.select([search.state])
  })
  useEffect(() => begin(), [])
  const say = useEffectEvent((state: string | undefined) => {
    if (state !== search.state) change({ state })
  })
  useEffect(() => {
    const timer = setTimeout(() => say(chosen), 400)
    return () => clearTimeout(timer)
  }, [chosen])
}
