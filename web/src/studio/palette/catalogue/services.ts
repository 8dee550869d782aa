import { queryOptions } from '@tanstack/react-query'
import { Plug } from 'lucide-react'

import { answerOf, api, type Schema } from '../../../api/client.ts'
import { isRecord } from '../../../api/problem.ts'
import type { Json } from '../../../workflow/syntax.ts'
import { type PaletteItem, single } from './item.ts'

export type Integration = Omit<Schema['IntegrationView'], 'arguments'> & { arguments: { [name: string]: Json } }

const FOUND_MAX = 30

/** Shorter words would find nearly everything. */
export const WORDS_MIN = 2

/** The operations of AWS's services that a Task can ask, with what each cannot do without. */
export function integrationsQuery(words: string) {
  return queryOptions({
    queryKey: ['studio-integrations', words],
    queryFn: async ({ signal }): Promise<Integration[]> => {
      const found = await answerOf(api.GET('/api/console/studio/integrations', { params: { query: { search: words, limit: FOUND_MAX } }, signal }))
      return found.map((one) => ({ ...one, arguments: membersOf(one.arguments) }))
    },
    enabled: words.length >= WORDS_MIN,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

export function integrationItem({ resource, service, operation, arguments: given }: Integration): PaletteItem {
  const name = operation.charAt(0).toUpperCase() + operation.slice(1)
  return {
    id: resource,
    type: 'Task',
    icon: Plug,
    title: `${service}: ${operation}`,
    detail: resource.replace('arn:aws:states:::', ''),
    words: '',
    fragment: (language) => single(name, { Type: 'Task', Resource: resource, [language === 'JSONata' ? 'Arguments' : 'Parameters']: given }),
  }
}

/** What came as JSON is JSON. */
function membersOf(record: Record<string, unknown>): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, jsonOf(value)]))
}

function jsonOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(jsonOf)
  if (isRecord(value)) return membersOf(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
