import type { Callback } from '../api/console_queries.ts'
import type { Schema } from '../api/client.ts'
import type { Execution } from '../api/execution.ts'
import type { FunctionActivity } from '../api/function_activity.ts'

/** A function, as far as it says whether it keeps up. */
export type CalledFunction = Pick<FunctionActivity, 'name' | 'throttles'>

/** What the console knows of how things stand; what is not read yet is null, and worries nobody. */
export type Facts = {
  failed: { items: readonly Execution[]; total: number } | null
  oldest: readonly Execution[] | null
  /** 95 of 100 executions took no longer. */
  usualMs: number | null
  callbacks: readonly Callback[] | null
  invariants: Schema['InvariantsView'] | null
  conversations: readonly Schema['DeskView'][] | null
  functions: readonly CalledFunction[] | null
}

/** What needs somebody now. */
export type Attention =
  | { kind: 'invariants'; broken: number }
  | { kind: 'failed'; executions: readonly Execution[]; total: number }
  | { kind: 'expiring'; callbacks: readonly Callback[] }
  | { kind: 'conversations'; waiting: readonly Schema['DeskView'][]; since: string | null }
  | { kind: 'slow'; executions: readonly Execution[]; usualMs: number }
  | { kind: 'throttled'; functions: readonly CalledFunction[] }

/** An answer may come too late when it is due this soon, and most of its time has gone by: some are given little from the start. */
const EXPIRING_MS = 120_000
const EXPIRING_PART = 0.2
/** What has run for so many times as long as nearly all do is not as usual; a short while never is a worry. */
const UNUSUAL_TIMES = 2
const UNUSUAL_AT_LEAST_MS = 60_000

/** The gravest first: broken promises, then what has failed, then what is about to. */
export function attentionOf(facts: Facts, now: number): Attention[] {
  const found: Attention[] = []
  const { failed, oldest, usualMs, callbacks, invariants, conversations, functions } = facts
  if (invariants) {
    const broken = invariants.double_charges + invariants.lost + invariants.oversold + invariants.unnotified + invariants.stuck
    if (broken > 0) found.push({ kind: 'invariants', broken })
  }
  if (failed && failed.total > 0) found.push({ kind: 'failed', executions: failed.items, total: failed.total })
  const expiring = callbacks?.filter((callback) => isExpiring(callback, now)) ?? []
  if (expiring.length > 0) found.push({ kind: 'expiring', callbacks: expiring.sort((one, other) => (one.expires_at ?? '').localeCompare(other.expires_at ?? '')) })
  const waiting = conversations?.filter((conversation) => conversation.state === 'queued') ?? []
  if (waiting.length > 0) found.push({ kind: 'conversations', waiting, since: waiting[0]?.since ?? null })
  if (usualMs !== null) {
    const limit = Math.max(usualMs * UNUSUAL_TIMES, UNUSUAL_AT_LEAST_MS)
    const slow = oldest?.filter((execution) => now - Date.parse(execution.started_at) > limit) ?? []
    if (slow.length > 0) found.push({ kind: 'slow', executions: slow, usualMs })
  }
  const throttled = functions?.filter((one) => one.throttles > 0) ?? []
  if (throttled.length > 0) found.push({ kind: 'throttled', functions: throttled })
  return found
}

function isExpiring({ since, expires_at }: Callback, now: number): boolean {
  if (!expires_at) return false
  const end = Date.parse(expires_at)
  return end - now < Math.min(EXPIRING_MS, (end - Date.parse(since)) * EXPIRING_PART)
}
