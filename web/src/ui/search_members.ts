import { useNavigate, useSearch } from '@tanstack/react-router'

export type SearchMembers = Readonly<Record<string, string | undefined>>

/** What the staff's address says after `?`, and a way to change some of it without leaving the page. */
export function useSearchMembers(): [SearchMembers, (members: SearchMembers) => void] {
  const now: SearchMembers = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = (members: SearchMembers) => {
    const search = Object.entries({ ...now, ...members }).flatMap(([name, value]) => (value ? [[name, value] as const] : []))
    void navigate({ to: '.', search: Object.fromEntries(search), replace: true })
  }
  return [now, change]
}
