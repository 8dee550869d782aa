import { queryOptions } from '@tanstack/react-query'

import { ProblemError, Unreachable } from '../api/problem.ts'

/** Who of the staff is signed in. */
export type StaffSession = { name: string; role: 'clerk' | 'operator' | 'courier'; store: string; until: string }

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const init = { method, headers: { 'content-type': 'application/json' }, body: body ? JSON.stringify(body) : undefined }
  const response = await fetch(path, init).catch((cause: unknown) => {
    throw new Unreachable(cause)
  })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw new ProblemError(response.status, answer, response.headers.get('retry-after'))
  return answer
}

/** Nobody is signed in when it is null. */
export const staffSession = queryOptions({
  queryKey: ['staff-session'],
  queryFn: async (): Promise<StaffSession | null> => {
    try {
      return (await ask('GET', '/api/staff/session')) as StaffSession
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
})

export function signInByLink(linkToken: string): Promise<unknown> {
  return ask('POST', '/api/staff/sign-in', { link_token: linkToken })
}

export function signInByPassword(store: string, name: string, password: string): Promise<unknown> {
  return ask('POST', '/api/staff/sign-in', { store, name, password })
}

export function signOut(): Promise<unknown> {
  return ask('DELETE', '/api/staff/session')
}

const LINK = /^#t=([\w-]+)$/

/** The token of the link that the server printed, taken out of the address at once: it works once, and belongs into no history. */
export function takeLinkToken(): string | null {
  const token = LINK.exec(location.hash)?.[1] ?? null
  if (token) history.replaceState(null, '', location.pathname + location.search)
  return token
}
