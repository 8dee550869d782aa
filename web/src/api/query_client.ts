import { QueryClient } from '@tanstack/react-query'

import { AwsError } from './aws.ts'
import { ProblemError } from './problem.ts'

/** What streams tell makes data old at once; without them it is so after this long. */
const STALE_MS = 30_000

/** What the server has refused it would refuse again; whoever cannot be reached comes back. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        retry: (failures, error) => !isRefused(error) && failures < 4,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5_000),
      },
      mutations: { retry: false },
    },
  })
}

function isRefused(error: unknown): boolean {
  return (error instanceof ProblemError || error instanceof AwsError) && error.status < 500
}
