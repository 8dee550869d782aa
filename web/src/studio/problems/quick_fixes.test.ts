import { describe, expect, it } from 'vitest'

import { readDocument } from '../../workflow/document.ts'
import { applyEdit } from '../../workflow/edit.ts'
import { stateAt } from '../../workflow/state_at.ts'
import type { Problem } from './problems_of.ts'
import { quickFixes } from './quick_fixes.ts'

function mended(definition: object, problem: Partial<Problem> & { about: string; message: string }): unknown[] {
  const document = readDocument(JSON.stringify(definition, null, 2))
  if ('problem' in document) throw new Error(document.problem.message)
  const from = document.text.lastIndexOf(problem.about)
  const whole: Problem = { severity: 'ERROR', code: '', from, to: from, state: stateAt(document, from), ...problem }
  return quickFixes(whole, document).map((fix) => JSON.parse(applyEdit(document, fix.edit).text))
}

const pass = { Type: 'Pass', End: true }

describe('a problem is mended', () => {
  it('by leading to the state that was meant, or to a new one', () => {
    const [meant, created] = mended(
      { StartAt: 'Charge', States: { Charge: { Type: 'Pass', Next: 'Notfy' }, Notify: pass } },
      { about: '"Notfy"', message: "Missing 'Next' target: Notfy", location: '/States/Charge/Next' },
    )
    expect(meant).toEqual({ StartAt: 'Charge', States: { Charge: { Type: 'Pass', Next: 'Notify' }, Notify: pass } })
    expect(created).toEqual({ StartAt: 'Charge', States: { Charge: { Type: 'Pass', Next: 'Notfy' }, Notify: pass, Notfy: pass } })
  })

  it('by ending where nothing follows', () => {
    expect(mended({ StartAt: 'A', States: { A: { Type: 'Pass' } } }, { about: '"Type"', message: 'This object should have only one of the following fields: [Next, End]', location: '/States/A' })).toEqual([
      { StartAt: 'A', States: { A: pass } },
    ])
  })

  it('by the field that was meant', () => {
    const [renamed, removed] = mended({ StartAt: 'A', States: { A: { ...pass, Coment: 'x' } } }, { about: '"Coment"', message: "Field 'Coment' is not supported", hint: 'did you mean `Comment`?', location: '/States/A' })
    expect(renamed).toEqual({ StartAt: 'A', States: { A: { ...pass, Comment: 'x' } } })
    expect(removed).toEqual({ StartAt: 'A', States: { A: pass } })
  })

  it('by taking away what nothing leads to', () => {
    expect(mended({ StartAt: 'A', States: { A: pass, B: pass } }, { about: '"B"', message: 'State "B" is not reachable.', location: '/States/B' })).toEqual([{ StartAt: 'A', States: { A: pass } }])
  })

  it('by the least value there may be', () => {
    expect(mended({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: -1, End: true } } }, { about: '-1', message: 'Minimum value is 0', location: '/States/A/Seconds' })).toEqual([
      { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 0, End: true } } },
    ])
  })

  it('not when nobody knows how', () => {
    expect(mended({ StartAt: 'A', States: { A: { Type: 'Task', End: true } } }, { about: '"Task"', message: 'These fields are required: [Resource]', location: '/States/A' })).toEqual([])
  })
})
