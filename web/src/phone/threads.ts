import type { DemoMessage } from '../api/demo.ts'

/** What one customer was told about one order, the oldest first. */
export type Thread = { order: string; number: number | null; customer: string; messages: readonly DemoMessage[] }

export const hasArrived = ({ state }: DemoMessage) => state !== 'NOT_SENT' && state !== 'FAILED'

/** The conversations of the customers, those with the newest message first. */
export function threadsOf(messages: readonly DemoMessage[]): Thread[] {
  const threads = new Map<string, DemoMessage[]>()
  for (const message of messages.filter(hasArrived)) threads.set(message.order, [...(threads.get(message.order) ?? []), message])
  return [...threads].flatMap(([order, newestFirst]) => {
    const last = newestFirst[0]
    return last ? { order, number: last.number ?? null, customer: last.customer, messages: newestFirst.toReversed() } : []
  })
}
