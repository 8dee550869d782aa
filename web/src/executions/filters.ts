import { type ExecutionStatus, isExecutionStatus } from '../api/execution.ts'
import type { ExecutionsQuestion } from '../api/executions_page.ts'
import type { SearchParams } from './search_params.ts'

/** Which executions are shown, and in which order: what the address of the list says. */

export const sorts = ['newest', 'oldest', 'longest'] as const
export type Sort = (typeof sorts)[number]

export const windows = { '1h': 1, '6h': 6, '24h': 24, '7d': 168 } as const
export type Since = keyof typeof windows

export type Filters = { machine: string; statuses: readonly ExecutionStatus[]; since: Since | ''; q: string; sort: Sort }

const HOUR_MS = 3_600_000

export function isSince(text: string): text is Since {
  return text in windows
}

export function isSort(text: string): text is Sort {
  return sorts.some((sort) => sort === text)
}

export function filtersOf({ machine = '', status = '', since = '', q = '', sort = '' }: SearchParams): Filters {
  return {
    machine,
    statuses: status.split(',').filter(isExecutionStatus),
    since: isSince(since) ? since : '',
    q,
    sort: isSort(sort) ? sort : 'newest',
  }
}

export function isFiltered(filters: Filters): boolean {
  return filters.machine !== '' || filters.statuses.length > 0 || filters.since !== '' || filters.q !== ''
}

/** What the server is asked for them. */
export function filterQuestion(filters: Filters): ExecutionsQuestion {
  return {
    machine: filters.machine || undefined,
    status: filters.statuses.join(',') || undefined,
    since: filters.since === '' ? undefined : new Date(Date.now() - windows[filters.since] * HOUR_MS).toISOString(),
    q: filters.q.trim() || undefined,
    sort: filters.sort,
  }
}
