import { queryOptions } from '@tanstack/react-query'

import { answerOf, api } from '../api/client.ts'
import type { MachineType } from '../api/state_machines.ts'
import type { Checked, Substitutions } from './session.ts'

/** What the engine's own parser says of a text. The same text is asked about once. */
export function checkQuery(text: string, type: MachineType, substitutions: Substitutions) {
  return queryOptions({
    queryKey: ['studio-check', text, type, substitutions],
    queryFn: async ({ signal }): Promise<Checked> => ({ text, ...(await answerOf(api.POST('/api/console/studio/check', { body: { text, type, substitutions }, signal }))) }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  })
}
