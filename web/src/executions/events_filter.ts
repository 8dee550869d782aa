import type { HistoryEvent } from '../api/execution.ts'
import type { SearchParams } from './search_params.ts'

/** Which events of a history are shown: what the address says. */
export type EventsFilter = {
  onlyFailed: boolean
  /** These alone; all when there is none. */
  types: ReadonlySet<string>
  hidden: ReadonlySet<string>
  find: string
}

const FAILED = /(Failed|TimedOut|Aborted)$/

export function isFailure(event: HistoryEvent): boolean {
  return FAILED.test(event.type)
}

export function eventsFilterOf({ only = '', types = '', hide = '', find = '' }: SearchParams): EventsFilter {
  return { onlyFailed: only === 'failed', types: new Set(listed(types)), hidden: new Set(listed(hide)), find }
}

function listed(text: string): string[] {
  return text.split(',').filter(Boolean)
}

/** What is looked for: a part of the text, or between slashes a regular expression. Null when that is none yet. */
export function matcherOf(find: string): ((text: string) => boolean) | null {
  const expression = /^\/(.+)\/$/.exec(find)?.[1]
  if (expression === undefined) {
    const wanted = find.trim().toLowerCase()
    return (text) => text.toLowerCase().includes(wanted)
  }
  try {
    const pattern = new RegExp(expression, 'i')
    return (text) => pattern.test(text)
  } catch {
    return null
  }
}

/** `stateOf` tells the state an event belongs to; `found` are those of which the server has found the payload. */
export function filterEvents(events: readonly HistoryEvent[], filter: EventsFilter, stateOf: (event: HistoryEvent) => string, found: ReadonlySet<number>): readonly HistoryEvent[] {
  const matches = filter.find === '' ? null : matcherOf(filter.find)
  if (!filter.onlyFailed && filter.types.size === 0 && filter.hidden.size === 0 && !matches) return events
  return events.filter(
    (event) =>
      (!filter.onlyFailed || isFailure(event)) &&
      (filter.types.size === 0 || filter.types.has(event.type)) &&
      !filter.hidden.has(event.type) &&
      (!matches || found.has(event.id) || matches([event.type, stateOf(event), event.resource, event.error, event.cause].filter(Boolean).join(' '))),
  )
}
