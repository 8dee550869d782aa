import { describe, expect, it } from 'vitest'

import { readDocument } from '../../workflow/document.ts'
import { keysAround, rowsOf } from './rows.ts'

const read = readDocument(`{
  "StartAt": "A",
  "States": {
    "End": { "Type": "Succeed" },
    "Alone": { "Type": "Pass", "End": true },
    "A": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "Both" }], "Default": "End" },
    "Both": { "Type": "Parallel", "Branches": [{ "StartAt": "In", "States": { "In": { "Type": "Pass", "End": true } } }, { "States": {} }], "Next": "End" }
  }
}`)
if ('problem' in read) throw new Error(read.problem.message)
const { workflow } = read

const words = (closed: string[] = []) => rowsOf(workflow, new Set(closed)).map((row) => `${row.level} ${row.kind === 'state' ? row.state.name : `branch ${row.branch}`} ${row.position}/${row.size}`)

describe('the rows of an outline', () => {
  it('follow the flow, and go into what is within', () => {
    expect(words()).toEqual(['1 A 1/4', '1 Both 2/4', '2 branch 1 1/2', '3 In 1/1', '2 branch 2 2/2', '1 End 3/4', '1 Alone 4/4'])
  })

  it('leave out what is closed', () => {
    expect(words(['state Both'])).toEqual(['1 A 1/4', '1 Both 2/4', '1 End 3/4', '1 Alone 4/4'])
    expect(words(['scope ["States","Both","Branches",0]'])).toContain('2 branch 1 1/2')
    expect(words(['scope ["States","Both","Branches",0]'])).not.toContain('3 In 1/1')
  })

  it('know what a state is within', () => {
    expect(keysAround(workflow, 'In')).toEqual(['state Both', 'scope ["States","Both","Branches",0]'])
    expect(keysAround(workflow, 'A')).toEqual([])
  })
})
