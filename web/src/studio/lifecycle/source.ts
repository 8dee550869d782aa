import { queryOptions } from '@tanstack/react-query'

import { isProblem } from '../../api/problem.ts'
import type { Notation } from '../../workflow/syntax.ts'
import type { Substitutions } from '../session.ts'
import { studioCall } from '../studio_api.ts'

/** A machine as it was written, where the definition alone does not say it: in YAML, or with substitutions. */
export type Source = { text: string; notation: Notation; substitutions: Substitutions; revision_id: string }

const pathOf = (name: string) => `machines/${encodeURIComponent(name)}/source`

/** Null where there is nothing but the definition. */
export function sourceQuery(name: string) {
  return queryOptions({
    queryKey: ['studio-source', name],
    queryFn: ({ signal }): Promise<Source | null> =>
      studioCall<Source>('GET', pathOf(name), undefined, signal).catch((error: unknown) => {
        if (isProblem(error, 'not_found')) return null
        throw error
      }),
  })
}

export async function keepSource(name: string, source: Source): Promise<void> {
  await studioCall('PUT', pathOf(name), source)
}

export async function dropSource(name: string): Promise<void> {
  await studioCall('DELETE', pathOf(name))
}
