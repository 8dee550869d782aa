import type { MachineType } from '../../api/state_machines.ts'
import type { Json } from '../../workflow/syntax.ts'
import type { Substitutions } from '../session.ts'
import { studioPost } from '../studio_api.ts'

/** A whole workflow in virtual time, its tasks mocked, as the studio's API has it. */

/** What a mocked task says: a result, an error, or nothing until it times out. */
export type Answer = { result: Json; after_ms?: number } | { error: string; cause?: string; after_ms?: number } | { nothing: true }

/** Who stands in for what a state asks: an answer a call. */
export type Mock = {
  state: string
  answers: Answer[]
  /** How long an answer takes that does not say. */
  after_ms: number
  /** Whether the last answer is given again and again; else a further call has none. */
  repeat_last: boolean
  /** For single items of a Map: by their place, `2`, and `2/0` in a Map within a Map. */
  items?: Record<string, Answer[]>
}

export const rehearsalStatuses = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'UNFINISHED'] as const
export type RehearsalStatus = (typeof rehearsalStatuses)[number]

export type RehearsedAttempt = { at: number; error: string | null; cause: string | null; waited_ms: number | null }

/** Which item or branch of a Map or Parallel. */
export type Place = { state: string; index: number }

export type StepDatum = 'input' | 'variables' | 'arguments' | 'result' | 'output' | 'assigned'

/** One visit of a state. Times are milliseconds since the start; what there is none of is null. */
export type RehearsedStep = {
  state: string
  /** The step it is within, by its place among the steps. */
  within: number | null
  status: 'running' | 'succeeded' | 'caught' | 'failed' | 'aborted'
  entered_at: number
  exited_at: number | null
  input: Json
  variables: Record<string, Json> | null
  arguments: Json
  result: Json
  output: Json
  assigned: Record<string, Json> | null
  /** What is left out because it is too large. */
  cut: readonly StepDatum[]
  error: string | null
  cause: string | null
  attempts: readonly RehearsedAttempt[]
  /** Null where it ended its scope, or was not left. */
  next: string | null
  iteration: Place | null
  branch: Place | null
}

/** A way that was gone, and how often. `from` is null at the start of a scope, `to` at its end; `index` tells rules and catchers apart. */
export type RehearsedTransition = {
  from: string | null
  to: string | null
  kind: 'start' | 'next' | 'end' | 'choice' | 'default' | 'catch'
  index: number | null
  count: number
}

export type Rehearsed = {
  status: RehearsalStatus
  /** The limit it came to, where it is unfinished. */
  limit: 'steps' | 'bytes' | 'seconds' | 'time' | null
  output: Json
  error: string | null
  cause: string | null
  /** How long it took, by its clock. */
  seconds: number
  /** In the order in which they were entered. */
  steps: readonly RehearsedStep[]
  transitions: readonly RehearsedTransition[]
  /** The states it came to: what is within a Map or Parallel after it, one item or branch after the other. */
  path: readonly string[]
  /** States that asked and had nobody to answer. */
  unmocked: readonly string[]
  /** States whose mocks were never asked. */
  unasked: readonly string[]
}

type RehearseWish = {
  text: string
  type: MachineType
  substitutions: Substitutions
  input: Json
  mocks: readonly Mock[]
  name: string
  started_at?: string | null
  execution_name?: string | null
}

export function rehearse(wish: RehearseWish, signal?: AbortSignal): Promise<Rehearsed> {
  return studioPost<Rehearsed>('rehearse', wish, signal)
}
