import { describe, expect, it } from 'vitest'

import { readWorkflow } from '../../../workflow/definition.ts'
import { variablesBefore } from './scope.ts'

const workflow = readWorkflow(
  JSON.stringify({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { a: 1 }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Assign: { later: 1 },
        Branches: [
          { StartAt: 'L', States: { L: { Type: 'Pass', Assign: { 'left.$': '$' }, Next: 'M' }, M: { Type: 'Succeed' } } },
          { StartAt: 'R', States: { R: { Type: 'Pass', Assign: { right: 1 }, End: true } } },
        ],
        Next: 'Z',
      },
      Z: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Assign: { chosen: 1 }, Next: 'A' }], Default: 'End' },
      End: { Type: 'Succeed' },
    },
  }),
)

describe('variables in scope', () => {
  const before = (state: string) => (workflow ? variablesBefore(workflow, state).sort() : null)

  it('are those of the states before, and of the states around', () => {
    expect(before('M')).toEqual(['a', 'chosen', 'later', 'left'])
    expect(before('R')).not.toContain('left')
    expect(before('R')).not.toContain('right')
  })

  it('are not those that a branch keeps to itself', () => {
    expect(before('End')).toEqual(['a', 'chosen', 'later'])
  })
})
