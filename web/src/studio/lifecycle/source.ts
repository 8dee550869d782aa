import { queryOptions } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../../api/client.ts'
import { isProblem } from '../../api/problem.ts'

/** A machine as it was written, where the definition alone does not say it: in YAML, or with substitutions. */
export type Source = Schema['MachineSource']

const path = '/api/console/studio/machines/{name}/source'

/** Null where there is nothing but the definition. */
export function sourceQuery(name: string) {
  return queryOptions({
    queryKey: ['studio-source', name],
    queryFn: async ({ signal }): Promise<Source | null> => {
      try {
        return await answerOf(api.GET(path, { params: { path: { name } }, signal }))
      } catch (error) {
        if (isProblem(error) && error.status === 404) return null
        throw error
      }
    },
  })
}

export async function keepSource(name: string, body: Source): Promise<void> {
  await answerOf(api.PUT(path, { params: { path: { name } }, body }))
}

export async function dropSource(name: string): Promise<void> {
  await answerOf(api.DELETE(path, { params: { path: { name } } }))
}
