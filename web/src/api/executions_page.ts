import { answerOf, api } from './client.ts'
import { type Execution, withStatus } from './execution.ts'
import type { operations } from './schema.ts'

/** Which executions are asked for, and in which order. */
export type ExecutionsQuestion = NonNullable<operations['get_console_executions']['parameters']['query']>

export type ExecutionsPage = { items: Execution[]; next: string | null; total: number }

export async function readExecutions(query: ExecutionsQuestion, signal?: AbortSignal): Promise<ExecutionsPage> {
  const { items, next, total } = await answerOf(api.GET('/api/console/executions', { params: { query }, signal }))
  return { items: items.map(withStatus), next: next ?? null, total }
}
