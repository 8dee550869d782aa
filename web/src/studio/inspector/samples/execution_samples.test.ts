import { describe, expect, it } from 'vitest'

import { readWorkflow } from '../../../workflow/definition.ts'
import { type PastEvent, samplesOf } from './execution_samples.ts'

const workflow = readWorkflow(
  JSON.stringify({
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { a: 1 }, Next: 'Both' },
      Both: { Type: 'Parallel', Branches: [{ StartAt: 'In', States: { In: { Type: 'Pass', Assign: { inner: 1 }, End: true } } }], Next: 'Pay' },
      Pay: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true },
    },
  }),
)

const events: PastEvent[] = [
  { id: 1, previousEventId: 0, type: 'ExecutionStarted', executionStartedEventDetails: { input: '{"x":1}' } },
  { id: 2, previousEventId: 1, type: 'PassStateEntered', stateEnteredEventDetails: { name: 'Set', input: '{"x":1}' } },
  { id: 3, previousEventId: 2, type: 'PassStateExited', stateExitedEventDetails: { name: 'Set', output: '{"x":2}', assignedVariables: { a: '1' } } },
  { id: 4, previousEventId: 3, type: 'ParallelStateEntered', stateEnteredEventDetails: { name: 'Both', input: '{"x":2}' } },
  { id: 5, previousEventId: 4, type: 'ParallelStateStarted' },
  { id: 6, previousEventId: 5, type: 'PassStateEntered', stateEnteredEventDetails: { name: 'In', input: '{"x":2}' } },
  { id: 7, previousEventId: 6, type: 'PassStateExited', stateExitedEventDetails: { name: 'In', output: '{"x":3}', assignedVariables: { inner: '1' } } },
  { id: 8, previousEventId: 7, type: 'ParallelStateSucceeded' },
  { id: 9, previousEventId: 8, type: 'ParallelStateExited', stateExitedEventDetails: { name: 'Both', output: '[{"x":3}]' } },
  { id: 10, previousEventId: 9, type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Pay', input: '[{"x":3}]' } },
  { id: 11, previousEventId: 10, type: 'TaskScheduled', taskScheduledEventDetails: { parameters: '{"FunctionName":"Pay"}' } },
  { id: 12, previousEventId: 11, type: 'TaskSucceeded', taskSucceededEventDetails: { output: '{"paid":true}' } },
]

describe('samples of a past execution', () => {
  const samples = workflow ? samplesOf(events, workflow, 'arn:aws:states:us-east-1:000000000000:execution:order:one') : new Map()

  it('are what each state received and made of it', () => {
    expect(samples.get('Both')).toMatchObject({ input: { x: 2 }, output: [{ x: 3 }], result: [{ x: 3 }] })
    expect(samples.get('Pay')).toMatchObject({ input: [{ x: 3 }], arguments: { FunctionName: 'Pay' }, result: { paid: true }, source: { kind: 'execution', name: 'one' } })
  })

  it('have the variables that were in scope, not those of a branch', () => {
    expect(samples.get('In')?.variables).toEqual({ a: 1 })
    expect(samples.get('Pay')?.variables).toEqual({ a: 1 })
  })
})
