import { describe, expect, it } from 'vitest'

import { allStates, readWorkflow } from '../../workflow/definition.ts'
import type { Json } from '../../workflow/syntax.ts'
import { mockable, proposalFor } from './proposal.ts'

function proposal(definition: object, state: string): Json {
  const workflow = readWorkflow(JSON.stringify(definition))
  const found = workflow && [...allStates(workflow)].find((one) => one.name === state)
  if (!workflow || !found) throw new Error('no such state')
  return proposalFor(workflow, found)
}

const task = (members: object = {}) => ({ Type: 'Task', Resource: 'arn:aws:lambda:REGION:ACCOUNT_ID:function:Check', ...members })
const invoke = (members: object = {}) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...members })

describe('a proposal in JSONPath', () => {
  it('makes the first rule of the choice that follows true', () => {
    const definition = {
      StartAt: 'Check',
      States: {
        Check: task({ Next: 'IsAvailable' }),
        IsAvailable: { Type: 'Choice', Choices: [{ Variable: '$.availability', BooleanEquals: true, Next: 'Done' }, { Variable: '$.total', NumericGreaterThan: 10, Next: 'Done' }], Default: 'Done' },
        Done: { Type: 'Succeed' },
      },
    }
    expect(proposal(definition, 'Check')).toEqual({ availability: true, total: 11 })
  })

  it('knows where ResultPath and ResultSelector put it', () => {
    const definition = {
      StartAt: 'Check',
      States: {
        Check: task({ ResultSelector: { 'code.$': '$.inner.code' }, ResultPath: '$.checked', Next: 'Wait' }),
        Wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Choose' },
        Choose: { Type: 'Choice', Choices: [{ Variable: '$.checked.code', StringEquals: 'A', Next: 'Done' }], Default: 'Done' },
        Done: { Type: 'Succeed' },
      },
    }
    expect(proposal(definition, 'Check')).toEqual({ inner: { code: 'A' } })
  })

  it('does not look behind a task whose result is all that follows', () => {
    const definition = {
      StartAt: 'Check',
      States: { Check: task({ Next: 'Other' }), Other: task({ Parameters: { 'order.$': '$.order_id' }, Next: 'Last' }), Last: task({ Parameters: { 'x.$': '$.later' }, End: true }) },
    }
    expect(proposal(definition, 'Check')).toEqual({ order_id: 'order-1' })
    expect(proposal(definition, 'Last')).toEqual({})
  })
})

describe('a proposal in JSONata', () => {
  it('fills the answer of the service with what is read from it, also through variables', () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'Receive',
      States: {
        Receive: invoke({ Assign: { limits: '{% $states.result.Payload.limits %}' }, Output: '{% $states.result.Payload %}', Next: 'Choose' }),
        Choose: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.availability %}', Next: 'Offer' }, { Condition: "{% $states.input.kind = 'gift' %}", Next: 'Offer' }], Default: 'Offer' },
        Offer: { ...invoke({ End: true }), TimeoutSeconds: '{% $limits.choice %}' },
      },
    }
    expect(proposal(definition, 'Receive')).toEqual({ ExecutedVersion: '$LATEST', StatusCode: 200, Payload: { limits: { choice: 60 }, availability: true, kind: 'gift' } })
  })

  it('gives a Map something to go over', () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'List',
      States: {
        List: invoke({ Output: { lines: '{% $states.result.Payload.lines %}' }, Next: 'Each' }),
        Each: { Type: 'Map', Items: '{% $states.input.lines %}', ItemProcessor: { StartAt: 'One', States: { One: invoke({ End: true }) } }, End: true },
      },
    }
    expect(proposal(definition, 'List')).toMatchObject({ Payload: { lines: [{}] } })
  })
})

it('asks for mocks of whatever asks somebody, at any depth', () => {
  const workflow = readWorkflow(
    JSON.stringify({
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: task({ End: true }) } }, { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } }], Next: 'M' }, M: { Type: 'Map', ItemReader: { Resource: 'arn:aws:states:::s3:getObject' }, ItemProcessor: { StartAt: 'C', States: { C: task({ End: true }) } }, End: true } },
    }),
  )
  expect(workflow && mockable(workflow).map((state) => state.name)).toEqual(['A', 'M', 'C'])
})
