import { afterEach, expect, it, vi } from 'vitest'

import { Session } from '../session.ts'
import { blankCase } from './case_draft.ts'
import { runAllCases } from './cases.ts'
import type { Rehearsed } from './rehearsal.ts'
import { showUntilEdited } from './show_until_edited.ts'
import type { TestCase } from './test_case.ts'

afterEach(() => vi.unstubAllGlobals())

const TEXT = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}'
const open = () => new Session({ name: 'machine', text: TEXT, type: 'STANDARD', substitutions: {}, saved: null })
const named = (name: string): TestCase => ({ ...blankCase(), id: name, name })

const run: Rehearsed = {
  status: 'SUCCEEDED', limit: null, output: {}, error: null, cause: null, seconds: 1, steps: [], path: ['A'], unmocked: [], unasked: [],
  transitions: [{ from: 'A', to: 'B', kind: 'next', index: null, count: 1 }],
}

it('all cases are run, one after the other, whatever becomes of one', async () => {
  const answers = [Response.json(run), Response.json({ ...run, status: 'FAILED' }), Response.json({ code: 'invalid', title: 'no', diagnostics: [] }, { status: 422 })]
  vi.stubGlobal('fetch', async () => answers.shift())
  const { outcomes, passed, coverage, text } = await runAllCases(open(), ['one', 'two', 'three'].map(named))
  expect(outcomes.map(({ case: { name }, verdict }) => [name, verdict])).toEqual([['one', 'passed'], ['two', 'failed'], ['three', 'broken']])
  expect(passed).toBe(1)
  expect(text).toBe(TEXT)
  expect(coverage.ways).toEqual([{ from: 'A', to: 'B', kind: 'next', index: null, count: 2 }])
})

it('what is shown of a run ends with the text it was run against', () => {
  const session = open()
  const showing = { title: 'run', looks: new Map(), taken: null }
  showUntilEdited(session, showing)
  session.select(['A'])
  expect(session.now().showing).toBe(showing)
  session.replace(TEXT.replace('"B"', '"C"'))
  expect(session.now().showing).toBeNull()
})
