import { queryOptions } from '@tanstack/react-query'

import { answerOf, api, type Schema } from './client.ts'

/** What a function has been doing since the server started, and whether it keeps up. */
export type FunctionActivity = Schema['FunctionView']

/** Pools change with every invocation; nobody needs to see each of them. */
const EVERY_MS = 4_000

export const functionActivityQuery = queryOptions({
  queryKey: ['functions-activity'],
  queryFn: async () => (await answerOf(api.GET('/api/console/functions'))).items,
  refetchInterval: EVERY_MS,
})
