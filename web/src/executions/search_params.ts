import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type SearchParams = Readonly<Record<string, string | undefined>>

/** What the address says after `?`, and how to say something else there: what is undefined or empty goes. */
export function useSearchParams(): [SearchParams, (patch: SearchParams, how?: { push?: boolean }) => void] {
  const search: SearchParams = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (patch: SearchParams, how: { push?: boolean } = {}) => {
      void navigate({ to: '.', search: (now: SearchParams) => ({ ...now, ...patch }), replace: !how.push, resetScroll: false })
    },
    [navigate],
  )
  return [search, change]
}
