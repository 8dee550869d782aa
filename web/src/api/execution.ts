import type { Schema } from './client.ts'
import { isRecord } from './problem.ts'

/** Executions as the console's API has them. */

export const executionStatuses = ['RUNNING', 'FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED', 'PENDING_REDRIVE'] as const
export type ExecutionStatus = (typeof executionStatuses)[number]

export function isExecutionStatus(text: string): text is ExecutionStatus {
  return executionStatuses.some((status) => status === text)
}

/** Whatever has a status of an execution, with one that is known. */
type OfStatus<View> = View & { status: ExecutionStatus }

export type Execution = OfStatus<Schema['ExecutionView']>
export type ExecutionDetail = OfStatus<Schema['DescribedView']>

/** The document has statuses as texts: here they are seen to be those of which the app knows. */
export function withStatus<View extends { status: string }>(view: View): OfStatus<View> {
  const { status } = view
  if (!isExecutionStatus(status)) throw new Error(`a status that is not known: ${status}`)
  return { ...view, status }
}

export type Counts = Schema['CountsView']

export function isCounts(value: unknown): value is Counts {
  return isRecord(value) && executionStatuses.every((status) => typeof value[status] === 'number')
}

/** An event of a history without its payloads: what steps are derived from. */
export type HistoryEvent = Schema['EventView']

/** The parts of an execution's ARN that name it: `arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME`. */
export function executionName(arn: string): { machine: string; name: string } {
  const parts = arn.split(':')
  return { machine: parts[6] ?? '', name: parts.slice(7).join(':') || arn }
}

export function isOver(status: ExecutionStatus): boolean {
  return status !== 'RUNNING' && status !== 'PENDING_REDRIVE'
}
