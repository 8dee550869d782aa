import { queryOptions } from '@tanstack/react-query'
import { Plug } from 'lucide-react'

import { answerOf, api, type Schema } from '../../../api/client.ts'
import { asMembers } from '../../../workflow/json.ts'
import type { Json } from '../../../workflow/syntax.ts'
import { type PaletteItem, single } from './item.ts'

/** An operation of a service that a Task can ask: `arguments` are those it cannot do without, with samples. */
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
      return found.map((one) => ({ ...one, arguments: asMembers(one.arguments) }))
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
