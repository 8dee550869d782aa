import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { isRecord } from '../api/problem.ts'
import type { HistoryEvent } from '../api/execution.ts'
import { activityOf, deriveSteps, type Step, type Steps, timeSpent, waysTaken } from './steps.ts'

/** Histories that a server has written, without their payloads. */
const folder = join(import.meta.dirname, 'histories')
const names = readdirSync(folder).map((name) => name.replace('.json', ''))

const nothing = { state: null, resource: null, error: null, cause: null, iteration: null, map_run_arn: null, child: null, bytes: 0, retry_in_ms: null }

function isEvent(value: unknown): value is HistoryEvent {
  return isRecord(value) && typeof value.id === 'number' && typeof value.type === 'string' && typeof value.at === 'string'
}

function history(name: string): HistoryEvent[] {
  const read: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
  return Array.isArray(read) ? read.filter(isEvent).map((event) => ({ ...nothing, ...event })) : []
}

const derived = (name: string) => deriveSteps(history(name))

/** A step in one line: what it is, how it went and where. */
function told(step: Step): string {
  const place = step.iteration !== null ? `[${step.iteration}]` : step.branch !== null ? `|${step.branch}` : ''
  const again = step.attempts.length > 1 ? ` ×${step.attempts.length}` : ''
  return `${'  '.repeat(step.depth)}${place}${step.state} ${step.status}${again}`
}

const lines = (steps: Steps) => steps.all.map(told)

function stepOf(steps: Steps, state: string, visit = 1): Step {
  const step = steps.byState.get(state)?.[visit - 1]
  if (!step) throw new Error(`${state} was not entered ${visit} times`)
  return step
}

describe('steps', () => {
  it('follow one another', () => {
    const steps = derived('order')
    expect(lines(steps).slice(0, 6)).toEqual([
      'ReceiveOrder succeeded',
      'CheckAvailability succeeded',
      'IsAvailable succeeded',
      'CalculateDeliveryCost succeeded',
      'ConfirmOrder succeeded',
      'ProcessPayment succeeded',
    ])
    expect(steps.all.at(-1)?.state).toBe('Delivered')
    for (const [index, step] of steps.all.entries()) expect(step.follows).toBe(steps.all[index - 1]?.id ?? null)
    expect(stepOf(steps, 'TrackDelivery', 2).visit).toBe(2)
    expect(waysTaken(steps).get('IsThere')?.get('TrackDelivery')).toBe((steps.byState.get('TrackDelivery')?.length ?? 0) - 1)
  })

  it('wait for an answer once it is asked for', () => {
    const confirm = stepOf(derived('order'), 'ConfirmOrder')
    expect(confirm.spans.map((span) => span.activity).filter((activity) => activity !== 'idle')).toEqual(['working', 'waiting'])
    expect(confirm.resource).toBe('lambda:invoke.waitForTaskToken')
  })

  it('are tried again, and what is between is told apart', () => {
    const call = stepOf(derived('retries'), 'Call')
    expect(call.attempts.map((attempt) => [attempt.number, attempt.status, attempt.error])).toEqual([1, 2, 3].map((number) => [number, 'failed', 'Lambda.ResourceNotFoundException']))
    expect(call.status).toBe('failed')
    const retrying = call.spans.filter((span) => span.activity === 'retrying').map((span) => Math.round(((span.to ?? 0) - span.from) / 1_000))
    expect(retrying).toEqual([1, 2])
  })

  it('of a Parallel are in branches', () => {
    expect(lines(derived('parallel'))).toEqual([
      'Begin succeeded', 'Both succeeded', '  |0Charge succeeded', '  |1Pack succeeded', '  |1Label succeeded', '  |0Receipt succeeded', 'Done succeeded',
    ])
  })

  it('of a Map are in iterations, which are counted', () => {
    const steps = derived('map_forty')
    const each = stepOf(steps, 'Each')
    expect(each.iterations.size).toBe(40)
    expect([...each.iterations.values()].every((iteration) => iteration.status === 'succeeded')).toBe(true)
    expect(steps.byState.get('Slow')?.map((step) => step.iteration)).toEqual([35, 36, 37, 38, 39])
    expect(steps.byState.get('Weigh')?.every((step) => step.within === each.id && step.visit === 1)).toBe(true)
  })

  it('are within one another however deeply', () => {
    expect(lines(derived('nested'))).toEqual([
      'Each succeeded', '  [0]Both succeeded', '  [1]Both succeeded', '    |0A succeeded', '    |1B succeeded', '    |0A succeeded', '    |1B succeeded',
    ])
  })

  it('that a Parallel fails with are tried again with it, and caught by it', () => {
    const steps = derived('parallel_caught')
    expect(lines(steps)).toEqual(['Both caught ×2', '  |0Break failed', '  |0Break failed', 'Mend succeeded', 'Done succeeded'])
    expect(waysTaken(steps).get('Both')?.get('Mend')).toBe(1)
  })

  it('that were interrupted are taken up by a redrive', () => {
    const task = stepOf(derived('redriven'), 'Ask')
    expect([task.status, task.attempts.length]).toEqual(['succeeded', 2])
    expect(task.spans.map((span) => span.activity)).toContain('idle')
    expect(lines(derived('parallel_redriven'))).toEqual(['Both succeeded', '  |0Pack succeeded ×2', '  |1Drive succeeded', 'Done succeeded'])
    const map = derived('map_redriven')
    expect(lines(map)).toEqual(['Each succeeded', '  [0]Weigh succeeded', '  [1]Weigh succeeded ×2', '  [2]Weigh succeeded ×2'])
    expect([...stepOf(map, 'Each').iterations.values()].map((iteration) => iteration.status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  })

  it('fail again when nothing has changed', () => {
    const steps = derived('fail_redriven')
    expect(lines(steps)).toEqual(['Check succeeded', 'Broken failed'])
    expect(stepOf(steps, 'Broken').error).toBe('CartIsEmpty')
    expect(steps.redrives).toBe(1)
    expect(lines(derived('map_fail_redriven'))).toEqual([
      'Each failed', '  [0]Check succeeded', '  [1]Check succeeded', '  [0]Fine aborted', '  [1]Slow succeeded', '  [1]Bad failed',
    ])
  })

  it('are called off when somebody stops the execution', () => {
    expect(lines(derived('stopped'))).toEqual(['Say caught', 'Late caught', 'Ask aborted'])
  })

  it('know of executions elsewhere', () => {
    expect(stepOf(derived('child'), 'Child').child).toMatch(/:execution:parallel-two:/)
    expect(stepOf(derived('distributed_map'), 'Each').mapRun).toMatch(/:mapRun:distributed\/Each:/)
  })

  it('go on while the history is short of its end', () => {
    const events = history('order')
    const until = events.findIndex((event) => event.state === 'ConfirmOrder' && event.type === 'TaskStateEntered') + 4
    const confirm = stepOf(deriveSteps(events.slice(0, until)), 'ConfirmOrder')
    expect([confirm.status, activityOf(confirm)]).toEqual(['running', 'waiting'])
  })

  describe.each(names)('of %s', (name) => {
    const events = history(name)

    it('leave no event of a state out, at any length of the history', () => {
      for (let length = 1; length <= events.length; length += 1) {
        const steps = deriveSteps(events.slice(0, length))
        const states = events.slice(0, length).filter((event) => !event.type.startsWith('Execution'))
        expect(states.filter((event) => !steps.ofEvent.has(event.id)).map((event) => event.id)).toEqual([])
      }
    })

    it('are over when the execution is, and their spans are without gaps', () => {
      for (const step of deriveSteps(events).all) {
        expect(step.left, step.state).not.toBeNull()
        const [first] = step.spans
        if (first) expect(first.from).toBeGreaterThanOrEqual(step.entered)
        for (const [index, span] of step.spans.entries()) {
          expect(span.to, step.state).not.toBeNull()
          const next = step.spans[index + 1]
          if (next) expect(next.from).toBe(span.to)
        }
      }
    })

    it('are the same when task events name their state', () => {
      const plain = deriveSteps(events)
      const named = events.map((event) => ({ ...event, state: event.state ?? (event.type.startsWith('Execution') ? null : (plain.ofEvent.get(event.id)?.state ?? null)) }))
      expect(lines(deriveSteps(named))).toEqual(lines(plain))
    })
  })

  it('of 25,000 events are derived while nobody notices', () => {
    const events = history('map_forty')
    const many = Array.from({ length: 100 }, (_, round) => events.slice(5, -3).map((event) => ({ ...event, id: event.id + round * 240, previous: event.previous <= 5 ? event.previous : event.previous + round * 240 }))).flat()
    // Of the processor, whatever else it has to do meanwhile.
    const started = process.cpuUsage()
    const steps = deriveSteps([...events.slice(0, 5), ...many])
    expect(steps.all.length).toBeGreaterThan(8_000)
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_500)
    expect(timeSpent(steps, Date.now()).waiting).toBeGreaterThan(0)
  })
})
