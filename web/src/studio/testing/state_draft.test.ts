import { describe, expect, it } from 'vitest'

import { readWorkflow, type State, type Workflow } from '../../workflow/definition.ts'
import { doesWork, faultsOf, newStateDraft, onlyMocked, requestOf, type StateDraft } from './state_draft.ts'

const workflow = readWorkflow(
  JSON.stringify({
    StartAt: 'Pay',
    States: {
      Pay: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Next: 'Get' },
      Get: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', Next: 'Wait' },
      Wait: { Type: 'Wait', Seconds: 1, Next: 'Both' },
      Both: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }], End: true },
    },
  }),
)

function known(): Workflow {
  if (!workflow) throw new Error('it can be read')
  return workflow
}

function stateNamed(name: string): State {
  const state = known().states.find((one) => one.name === name)
  if (!state) throw new Error('there is one')
  return state
}

const draftOf = (name: string, members: Partial<StateDraft> = {}): StateDraft => ({ ...newStateDraft(known(), stateNamed(name), undefined, ''), ...members })
const asked = (name: string, members: Partial<StateDraft>) => requestOf(draftOf(name, members), stateNamed(name), 'TEXT')

describe('the test of a state', () => {
  it('knows which states work, and whose work is only mocked', () => {
    expect(['Pay', 'Get', 'Wait', 'Both'].map((name) => doesWork(stateNamed(name)))).toEqual([true, true, false, true])
    expect(['Pay', 'Get', 'Both'].map((name) => onlyMocked(stateNamed(name)))).toEqual([true, false, true])
  })

  it('begins with a result that fits: one for each branch', () => {
    expect(JSON.parse(draftOf('Both').result)).toEqual([{}])
  })

  it('sends a context and circumstances only with a mock, a role only without', () => {
    const mocked = asked('Get', { context: '{"Execution":{}}', retries: '2', work: 'error', error: 'Busy', roleArn: 'arn:role' })
    expect(mocked).toMatchObject({ stateName: 'Get', definition: 'TEXT', mock: { errorOutput: { error: 'Busy' } }, stateConfiguration: { retrierRetryCount: 2 }, context: '{"Execution":{}}' })
    expect(mocked.roleArn).toBeUndefined()
    const real = asked('Get', { context: '{}', retries: '2', work: 'real', roleArn: 'arn:role', level: 'TRACE', reveals: true })
    expect(real).toMatchObject({ roleArn: 'arn:role', revealSecrets: true })
    expect(real.mock ?? real.context ?? real.stateConfiguration).toBeUndefined()
  })

  it('sends no mock for a state that does no work', () => {
    expect(asked('Wait', { context: '{}' })).toEqual({ definition: 'TEXT', stateName: 'Wait', input: '{}', inspectionLevel: 'DEBUG', variables: undefined })
  })

  it('has faults until it can be sent', () => {
    expect(faultsOf(draftOf('Get'), stateNamed('Get'))).toEqual({})
    expect(faultsOf(draftOf('Get', { input: '{', variables: '[]', retries: 'x', error: '', work: 'error' }), stateNamed('Get'))).toEqual({ input: 'json', variables: 'object', retries: 'number', error: 'needed' })
    expect(faultsOf(draftOf('Get', { work: 'real' }), stateNamed('Get'))).toEqual({ roleArn: 'needed' })
  })
})
