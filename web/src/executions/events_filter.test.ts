import { describe, expect, it } from 'vitest'

import { eventsFilterOf, filterEvents, matcherOf } from './events_filter.ts'
import type { HistoryEvent } from '../api/execution.ts'

const event = (id: number, type: string, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  id, type, previous: id - 1, at: '2026-11-27T20:00:00Z', state: null, resource: null, error: null, cause: null, iteration: null, map_run_arn: null, child: null, bytes: 0, retry_in_ms: null, ...more,
})
const events = [
  event(1, 'ExecutionStarted'),
  event(2, 'TaskStateEntered', { state: 'Charge' }),
  event(3, 'TaskFailed', { error: 'CardDeclined', cause: 'no funds' }),
  event(4, 'ExecutionFailed', { error: 'CardDeclined' }),
]
const shown = (search: Record<string, string>, found: number[] = []) =>
  filterEvents(events, eventsFilterOf(search), (one) => (one.id === 2 || one.id === 3 ? 'Charge' : ''), new Set(found)).map((one) => one.id)

describe('events are filtered', () => {
  it.each([
    [{}, [1, 2, 3, 4]],
    [{ only: 'failed' }, [3, 4]],
    [{ hide: 'TaskFailed,ExecutionStarted' }, [2, 4]],
    [{ types: 'TaskFailed' }, [3]],
    [{ find: 'charge' }, [2, 3]],
    [{ find: '/^task.*funds$/' }, [3]],
    [{ find: '/(/' }, [1, 2, 3, 4]],
    [{ find: 'nothing' }, []],
  ])('by %j', (search, ids) => expect(shown(search)).toEqual(ids))

  it('by what the server finds in their payloads', () => expect(shown({ find: 'in a payload' }, [1])).toEqual([1]))

  it('by an expression once it is one', () => expect(matcherOf('/[/')).toBeNull())
})
