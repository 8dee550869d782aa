import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '../api/client.ts'
import { isProblem } from '../api/problem.ts'

/** Who of the staff is signed in; nobody when it is null. */
export const staffSession = queryOptions({
  queryKey: ['staff-session'],
  queryFn: async () => {
    try {
      return await answerOf(api.GET('/api/staff/session'))
    } catch (error) {
      if (isProblem(error) && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
})

export function signInByLink(linkToken: string) {
  return answerOf(api.POST('/api/staff/sign-in', { body: { link_token: linkToken } }))
}

export function signInByPassword(store: string, name: string, password: string) {
  return answerOf(api.POST('/api/staff/sign-in', { body: { store, name, password } }))
}

export function signOut() {
  return answerOf(api.DELETE('/api/staff/session'))
}

const LINK = /^#t=([\w-]+)$/

/** The token of the link that the server printed, taken out of the address at once: it works once, and belongs into no history. */
export function takeLinkToken(): string | null {
  const token = LINK.exec(location.hash)?.[1] ?? null
  if (token) history.replaceState(null, '', location.pathname + location.search)
  return token
}
