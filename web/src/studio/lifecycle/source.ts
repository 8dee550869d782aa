import { queryOptions } from '@tanstack/react-query'

import { isProblem } from '../../api/problem.ts'
import type { Substitutions } from '../session.ts'
import { studioCall } from '../studio_api.ts'

/** A machine as it was written: in YAML, or with substitutions. Null where there is nothing but the definition. */
export type Source = { text: string; substitutions: Substitutions; revision_id: string }

export function sourceQuery(name: string) {
  return queryOptions({
    queryKey: ['studio-source', name],
    queryFn: ({ signal }): Promise<Source | null> =>
      studioCall<Source>('GET', `machines/${encodeURIComponent(name)}/source`, undefined, signal).catch((error: unknown) => {
        if (isProblem(error, 'not_found')) return null
        throw error
      }),
  })
}
