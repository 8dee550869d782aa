import { awsJson } from '../api/aws.ts'
import { type Execution, isOver } from '../api/execution.ts'
import { rerun } from './rerun.ts'

/** One thing done to many executions: what would happen is said before, and how it went for each after. */

export type BulkAction = 'stop' | 'redrive' | 'rerun'

/** Why an action makes no sense for an execution. */
export type Hindrance = 'over' | 'running' | 'succeeded' | 'express' | 'too_old'

/** AWS takes executions up again for so long after they ended. */
const REDRIVABLE_MS = 14 * 86_400_000

export function hindrance(action: BulkAction, execution: Execution, now: number): Hindrance | null {
  const { status, kind, stopped_at } = execution
  if (action === 'stop') return kind === 'EXPRESS' ? 'express' : isOver(status) ? 'over' : null
  if (action === 'rerun') return isOver(status) ? null : 'running'
  if (kind === 'EXPRESS') return 'express'
  if (status === 'SUCCEEDED') return 'succeeded'
  if (!isOver(status)) return 'running'
  return stopped_at && now - Date.parse(stopped_at) > REDRIVABLE_MS ? 'too_old' : null
}

export type BulkPlan = { can: Execution[]; cannot: Map<Hindrance, Execution[]> }

export function planBulk(action: BulkAction, executions: Iterable<Execution>, now: number): BulkPlan {
  const plan: BulkPlan = { can: [], cannot: new Map() }
  for (const execution of executions) {
    const why = hindrance(action, execution, now)
    if (why === null) plan.can.push(execution)
    else plan.cannot.set(why, [...(plan.cannot.get(why) ?? []), execution])
  }
  return plan
}

export type StopReason = { error: string; cause: string }

/** Does it to one; gives the ARN of the execution that came of it, which for a rerun is a new one. */
export async function act(action: BulkAction, execution: Pick<Execution, 'arn'>, reason?: StopReason): Promise<string> {
  const executionArn = execution.arn
  switch (action) {
    case 'stop':
      await awsJson('states', 'StopExecution', { executionArn, error: reason?.error || undefined, cause: reason?.cause || undefined })
      return executionArn
    case 'redrive':
      await awsJson('states', 'RedriveExecution', { executionArn })
      return executionArn
    case 'rerun':
      return rerun(executionArn, { from: null, input: null, variables: null, name: null })
  }
}

export type BulkResult = { execution: Execution; outcome: { done: string } | { failed: unknown } }

/** So many are asked for at a time: the server has others to serve. */
const AT_ONCE = 4

/** Does it to all, whatever becomes of one of them, until it is stopped. */
export async function runBulk(items: readonly Execution[], doOne: (execution: Execution) => Promise<string>, onResult: (result: BulkResult) => void, signal: AbortSignal): Promise<void> {
  const queue = items.values()
  const work = async () => {
    for (const execution of queue) {
      if (signal.aborted) return
      const outcome = await doOne(execution).then(
        (done) => ({ done }),
        (failed: unknown) => ({ failed }),
      )
      onResult({ execution, outcome })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}
