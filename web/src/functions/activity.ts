import { queryOptions } from '@tanstack/react-query'

import { consoleApi } from '../api/console.ts'

/** What a function has been doing since the server started. */
export type Activity = {
  name: string
  pool: { running: number; idle: number; limit: number | null }
  invocations: number
  errors: number
  throttles: number
  p50_ms: number | null
  p95_ms: number | null
  series: { step_seconds: number; at: (number | string)[]; running: number[]; idle: number[] }
}

/** Pools change with every invocation; nobody needs to see each of them. */
const EVERY_MS = 4_000

export const activityQuery = queryOptions({
  queryKey: ['functions-activity'],
  queryFn: async () => {
    const { items } = await consoleApi<{ items: Activity[] }>('GET', '/functions')
    return new Map(items.map((item) => [item.name, item]))
  },
  refetchInterval: EVERY_MS,
})
