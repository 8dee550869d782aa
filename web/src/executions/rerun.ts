import { answerOf, api, type Schema } from '../api/client.ts'

/** Begins a new execution of the same definition; gives its ARN. */
export async function rerun(arn: string, wish: Schema['RerunWish']): Promise<string> {
  const begun = await answerOf(api.POST('/api/console/executions/{execution}/rerun', { params: { path: { execution: arn } }, body: wish }))
  return begun.execution_arn
}
