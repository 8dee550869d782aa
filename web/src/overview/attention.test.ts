import { describe, expect, it } from 'vitest'

import type { Callback } from '../api/console_queries.ts'
import type { Execution } from '../api/execution.ts'
import { attentionOf, type Facts } from './attention.ts'

const now = Date.parse('2026-11-27T20:00:00Z')
const inSeconds = (seconds: number) => new Date(now + seconds * 1_000).toISOString()

const quiet: Facts = {
  failed: { items: [], total: 0 },
  oldest: [],
  usualMs: 100_000,
  callbacks: [],
  invariants: { double_charges: 0, lost: 0, oversold: 0, unnotified: 0, stuck: 0, orders: 12, named: [] },
  conversations: [],
  functions: [{ name: 'Confirm', throttles: 0 }],
}

const execution = (name: string, started: number): Execution => ({
  arn: name, name, machine: 'order', machine_arn: '', version: null, kind: 'STANDARD', status: 'RUNNING', started_at: inSeconds(-started), stopped_at: null, duration_ms: 0, redrive_count: 0, error: null, current: [], order: null,
})
const callback = (state: string, expires_at: string | null): Callback => ({
  token: state, kind: 'callback', execution_arn: '', machine: '', name: '', state, resource: '', since: inSeconds(-900), expires_at, input: '{}', order: null,
})

const kinds = (facts: Partial<Facts>) => attentionOf({ ...quiet, ...facts }, now).map((one) => one.kind)

describe('what needs somebody now', () => {
  it('is nothing when all is well, or nothing is known yet', () => {
    expect(kinds({})).toEqual([])
    expect(kinds({ failed: null, oldest: null, usualMs: null, callbacks: null, invariants: null, conversations: null, functions: null })).toEqual([])
  })

  it('is the gravest first', () => {
    const all = {
      functions: [{ name: 'Confirm', throttles: 2 }],
      oldest: [execution('slow', 300)],
      conversations: [{ id: '1', customer: 'Ana', language: 'pt-BR', last_entry: 1, state: 'queued', since: inSeconds(-90) }],
      callbacks: [callback('Ask', inSeconds(60))],
      failed: { items: [execution('failed', 10)], total: 1 },
      invariants: { double_charges: 1, lost: 0, oversold: 0, unnotified: 0, stuck: 2, orders: 12, named: [] },
    }
    expect(kinds(all)).toEqual(['invariants', 'failed', 'expiring', 'conversations', 'slow', 'throttled'])
    expect(attentionOf({ ...quiet, ...all }, now)[0]).toEqual({ kind: 'invariants', broken: 3 })
  })

  it('is an answer that is due soon, the soonest first', () => {
    const [expiring] = attentionOf({ ...quiet, callbacks: [callback('later', inSeconds(100)), callback('soon', inSeconds(10)), callback('far', inSeconds(600)), callback('never', null)] }, now)
    expect(expiring?.kind === 'expiring' && expiring.callbacks.map((one) => one.state)).toEqual(['soon', 'later'])
  })

  it('is no answer that was given little time from the start, and has most of it left', () => {
    expect(kinds({ callbacks: [{ ...callback('Track', inSeconds(50)), since: inSeconds(-10) }] })).toEqual([])
  })

  it('is what runs far longer than usual, but never for a short while', () => {
    expect(kinds({ oldest: [execution('a', 199)] })).toEqual([])
    expect(kinds({ oldest: [execution('a', 201)] })).toEqual(['slow'])
    expect(kinds({ oldest: [execution('a', 50)], usualMs: 100 })).toEqual([])
  })

  it('is no conversation that has somebody already', () => {
    expect(kinds({ conversations: [{ id: '1', customer: 'Ana', language: 'pt-BR', last_entry: 1, state: 'human', since: null }] })).toEqual([])
  })
})
