import { queryOptions, useQuery } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../../api/client.ts'
import { isProblem } from '../../api/problem.ts'
import { language } from '../../texts/bundles.ts'

export type Customer = Schema['CustomerView']

/** Who orders; null before they have said so. Staff who look at the shop are nobody here. */
export const me = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Customer | null> => {
    try {
      return await answerOf(api.GET('/api/me'))
    } catch (error) {
      if (isProblem(error, 'not_signed_in', 'wrong_role')) return null
      throw error
    }
  },
})

export function useMe() {
  return useQuery(me)
}

export async function comeAsGuest(store: string, name: string, phone: string): Promise<Customer> {
  const body = { name, phone, language }
  const session = await answerOf(api.POST('/api/stores/{store}/sessions', { params: { path: { store } }, body }))
  return session.customer
}

export async function askForCode(store: string, contact: string): Promise<Schema['ChallengeView']> {
  return answerOf(api.POST('/api/stores/{store}/sign-in', { params: { path: { store } }, body: { contact } }))
}

export async function signIn(store: string, challenge: string, code: string, name: string): Promise<Customer> {
  const params = { path: { store, challenge } }
  const session = await answerOf(api.POST('/api/stores/{store}/sign-in/{challenge}', { params, body: { code, name: name || null } }))
  return session.customer
}

export async function signOut(): Promise<null> {
  await answerOf(api.DELETE('/api/session'))
  return null
}
