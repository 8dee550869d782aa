import { queryOptions } from '@tanstack/react-query'

import { consoleApi } from './console.ts'

/** How much a function has to do, as far as it says whether it keeps up. */
export type FunctionActivity = { name: string; errors: number; throttles: number; invocations: number }

const EVERY_MS = 15_000

export const functionActivityQuery = queryOptions({
  queryKey: ['function-activity'],
  queryFn: () => consoleApi<{ items: FunctionActivity[] }>('GET', '/functions'),
  refetchInterval: EVERY_MS,
})
