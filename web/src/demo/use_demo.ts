import { useQuery, useQueryClient } from '@tanstack/react-query'

import { type StreamState, useStream } from '../api/live.ts'
import { isRecord } from '../api/problem.ts'
import { demoEvents, type DemoState, readState } from '../api/demo.ts'

const demoKey = ['demo', 'state'] as const

const isState = (data: unknown): data is DemoState => isRecord(data) && Array.isArray(data.orders) && Array.isArray(data.couriers) && Array.isArray(data.failures)

/** The town as it is: every event has all of it, so one that was missed is no loss. */
export function useDemo(): { state: DemoState | undefined; error: Error | null; stream: StreamState; retry: () => void; learn: (change: (state: DemoState) => DemoState) => void } {
  const client = useQueryClient()
  const query = useQuery({ queryKey: demoKey, queryFn: readState, staleTime: Number.POSITIVE_INFINITY })
  const stream = useStream(demoEvents, {
    state: (data) => {
      if (isState(data)) client.setQueryData<DemoState>(demoKey, data)
    },
  })
  return {
    state: query.data,
    error: query.error,
    stream,
    retry: () => void query.refetch(),
    learn: (change) => client.setQueryData<DemoState>(demoKey, (state) => state && change(state)),
  }
}
