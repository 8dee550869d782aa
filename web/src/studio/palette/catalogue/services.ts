import { queryOptions } from '@tanstack/react-query'
import { Plug } from 'lucide-react'

import { isRecord } from '../../../api/problem.ts'
import type { Json } from '../../../workflow/syntax.ts'
import { studioCall } from '../../studio_api.ts'
import { type PaletteItem, single } from './item.ts'

/** An operation of a service that a Task can ask: `arguments` are those it cannot do without, with samples. */
export type Integration = { resource: string; service: string; operation: string; arguments: { [name: string]: Json }; patterns: readonly string[] }

const FOUND_MAX = 30

/** Shorter words would find nearly everything. */
export const WORDS_MIN = 2

export function integrationsQuery(words: string) {
  return queryOptions({
    queryKey: ['studio-integrations', words],
    queryFn: ({ signal }) => studioCall<Integration[]>('GET', `integrations?search=${encodeURIComponent(words)}&limit=${FOUND_MAX}`, undefined, signal),
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
    fragment: (language) => single(name, { Type: 'Task', Resource: resource, ...(isRecord(given) ? { [language === 'JSONata' ? 'Arguments' : 'Parameters']: given } : {}) }),
  }
}
