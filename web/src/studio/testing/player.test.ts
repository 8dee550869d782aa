import { describe, expect, it } from 'vitest'

import { readWorkflow, type Workflow } from '../../workflow/definition.ts'
import { edgeId, END, endOf, START, startOf } from '../../workflow/layout.ts'
import { coveredStates, coveredWays, coverageOf } from './coverage.ts'
import { dwellOf, Playback } from './player.ts'
import type { Rehearsed, RehearsedStep } from './rehearsal.ts'

const definition = {
  StartAt: 'First',
  States: {
    First: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }], Next: 'Both' },
    Both: { Type: 'Parallel', Branches: [{ StartAt: 'Left', States: { Left: { Type: 'Wait', Seconds: 5, End: true } } }, { StartAt: 'Right', States: { Right: { Type: 'Pass', End: true } } }], Next: 'Last' },
    Last: { Type: 'Pass', End: true },
    Sorry: { Type: 'Fail' },
  },
}

function workflowOf(): Workflow {
  const workflow = readWorkflow(JSON.stringify(definition))
  if (!workflow) throw new Error('it can be read')
  return workflow
}

const step = (state: string, entered: number, exited: number | null, next: string | null, members: Partial<RehearsedStep> = {}): RehearsedStep => ({
  state, within: null, status: 'succeeded', entered_at: entered, exited_at: exited, next, input: {}, variables: {}, arguments: null, result: null, output: null, assigned: null, cut: [], error: null, cause: null, attempts: [], iteration: null, branch: null, ...members,
})

const run: Rehearsed = {
  status: 'SUCCEEDED', limit: null, output: null, error: null, cause: null, seconds: 5, unmocked: [], unasked: [], path: ['First', 'Both', 'Left', 'Right', 'Last'],
  steps: [step('First', 0, 0, 'Both'), step('Both', 0, 5_000, 'Last'), step('Left', 0, 5_000, null, { within: 1 }), step('Right', 0, 0, null, { within: 1 }), step('Last', 5_000, 5_000, null)],
  transitions: [{ from: null, to: 'First', kind: 'start', index: null, count: 1 }, { from: 'First', to: 'Both', kind: 'next', index: null, count: 1 }, { from: 'Both', to: 'Last', kind: 'next', index: null, count: 1 }, { from: 'Last', to: null, kind: 'end', index: null, count: 1 }],
}

describe('a rehearsal that is watched', () => {
  const playback = new Playback(run)

  it('is in a container until what is within is over', () => {
    const at = (position: number) => run.steps.map((_, index) => playback.phaseAt(index, position))
    expect(at(0)).toEqual(['current', 'ahead', 'ahead', 'ahead', 'ahead'])
    expect(at(3)).toEqual(['done', 'going', 'going', 'current', 'ahead'])
    expect(at(4)).toEqual(['done', 'done', 'done', 'done', 'current'])
    expect(at(playback.end)).toEqual(['done', 'done', 'done', 'done', 'done'])
  })

  it('tells the time since it began', () => {
    expect([0, 4, 5].map((position) => playback.clockAt(position))).toEqual([0, 5_000, 5_000])
  })

  it('goes along the lines one after the other', () => {
    const workflow = workflowOf()
    expect([...playback.takenAt(1, workflow)]).toEqual([edgeId(START, 'First'), edgeId('First', 'Both')])
    expect(playback.takenAt(playback.end, workflow)).toContain(edgeId('Last', END))
    expect(playback.takenAt(playback.end, workflow)).toContain(edgeId(startOf('Both', 0), 'Left'))
    expect(playback.takenAt(playback.end, workflow)).toContain(edgeId('Left', endOf('Both', 0)))
    expect(playback.takenAt(3, workflow)).not.toContain(edgeId('Left', endOf('Both', 0)))
  })
})

it('a long rehearsal is watched faster than a short one', () => {
  expect([3, 40, 5_000].map(dwellOf)).toEqual([700, 200, 60])
})

it('coverage counts states and ways of the definition', () => {
  const coverage = coverageOf(workflowOf(), [run, run])
  expect(coveredStates(coverage)).toEqual({ covered: 5, total: 6 })
  expect(coveredWays(coverage)).toEqual({ covered: 2, total: 3 })
  expect(coverage.ways).toContainEqual({ from: 'First', to: 'Both', kind: 'next', index: null, count: 2 })
  expect(coverage.ways).toContainEqual({ from: 'First', to: 'Sorry', kind: 'catch', index: 0, count: 0 })
})
