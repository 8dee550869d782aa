import type { MachineType } from '../../api/state_machines.ts'
import type { TransitionKind } from '../../workflow/definition.ts'
import type { Json } from '../../workflow/syntax.ts'
import { studioPost } from '../studio_api.ts'
import type { Substitutions } from '../session.ts'

/** A whole workflow in virtual time, its tasks mocked, as the studio's API has it. */

/** What a mocked task says: a result, an error, or nothing until it times out. */
export type Answer = { result: Json } | { error: string; cause: string | null } | { nothing: true }

/** Who stands in for what a state asks: an answer a call. */
export type Mock = {
  state: string
  answers: Answer[]
  /** How long each answer takes. */
  after_ms?: number
  /** Whether the last answer is given again and again; else a further call has none. */
  repeat_last: boolean
  /** For single items of a Map, by their index. */
  items?: Record<string, Answer[]>
}

export type RehearsalStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT'

export type RehearsedAttempt = { at: number; error: string | null; cause: string | null; waited_ms: number }

/** One visit of a state. Times are milliseconds since 1970, by the clock of the rehearsal. */
export type RehearsedStep = {
  state: string
  entered_at: number
  exited_at: number | null
  input: Json
  variables: Record<string, Json>
  arguments: Json | null
  result: Json | null
  output: Json | null
  assigned: Record<string, Json>
  error: string | null
  cause: string | null
  attempts: readonly RehearsedAttempt[]
  next: string | null
  iteration: { map: string; index: number } | null
  branch: number | null
}

/** A way that was gone, and how often. */
export type RehearsedTransition = { from: string; to: string; kind: TransitionKind; count: number }

export type Rehearsed = {
  status: RehearsalStatus
  output: Json | null
  error: string | null
  cause: string | null
  /** How long it took, by its clock. */
  seconds: number
  /** In the order in which they were entered. */
  steps: readonly RehearsedStep[]
  transitions: readonly RehearsedTransition[]
  /** States that asked and had nobody to answer. */
  unmocked: readonly string[]
}

export type RehearsalRequest = { text: string; type: MachineType; substitutions: Substitutions; input: Json; mocks: readonly Mock[] }

export function rehearse(request: RehearsalRequest, signal?: AbortSignal): Promise<Rehearsed> {
  return studioPost<Rehearsed>('rehearse', request, signal)
}
