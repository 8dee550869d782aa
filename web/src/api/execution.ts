import { isRecord } from './problem.ts'

/** Executions as the console's API has them. */

export const executionStatuses = ['RUNNING', 'FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED', 'PENDING_REDRIVE'] as const
export type ExecutionStatus = (typeof executionStatuses)[number]

export function isExecutionStatus(text: string): text is ExecutionStatus {
  return executionStatuses.some((status) => status === text)
}

/** The order an execution is about. */
export type OrderRef = { id: string; number: number; customer: string; phone_end: string | null; status: string }

export type Execution = {
  arn: string
  machine: string
  machine_arn: string
  version: string | null
  name: string
  kind: 'STANDARD' | 'EXPRESS'
  status: ExecutionStatus
  started_at: string
  stopped_at: string | null
  duration_ms: number
  redrive_count: number
  error: string | null
  /** Where it is, while it runs. */
  current: string[]
  order: OrderRef | null
}

export type ExecutionDetail = Execution & {
  input: string | null
  output: string | null
  cause: string | null
  /** What it runs; null for an express execution of which it is not kept. */
  definition: string | null
  role_arn: string
  redrivable: boolean
  redrive_reason: string | null
  redriven_at: string | null
  rerun_of: string | null
  /** The state at which it began to. */
  rerun_from: string | null
  events: number
  parent: string | null
  map_run_arn: string | null
  logs: { group: string } | null
}

export type Counts = Record<ExecutionStatus, number>

export function isCounts(value: unknown): value is Counts {
  return isRecord(value) && executionStatuses.every((status) => typeof value[status] === 'number')
}

/** An event of a history without its payloads: what steps are derived from. */
export type HistoryEvent = {
  id: number
  /** The event it follows on its line of control. */
  previous: number
  at: string
  /** AWS's name of it: `TaskStateEntered`. */
  type: string
  state: string | null
  /** What a task asks: `lambda:invoke`. */
  resource: string | null
  error: string | null
  cause: string | null
  iteration: number | null
  map_run_arn: string | null
  /** The execution that a task has started. */
  child: string | null
  bytes: number
  retry_in_ms: number | null
}

/** The parts of an execution's ARN that name it: `arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME`. */
export function executionName(arn: string): { machine: string; name: string } {
  const parts = arn.split(':')
  return { machine: parts[6] ?? '', name: parts.slice(7).join(':') || arn }
}

export function isOver(status: ExecutionStatus): boolean {
  return status !== 'RUNNING' && status !== 'PENDING_REDRIVE'
}
