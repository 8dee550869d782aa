import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { allStates } from './definition.ts'
import { readDocument, type WorkflowDocument } from './document.ts'
import { fieldChanges } from './field_changes.ts'
import { diffGraphs, type GraphDiff, isUnchanged } from './graph_diff.ts'
import { edgeId, END, START } from './layout.ts'

function documentOf(definition: object): WorkflowDocument {
  const read = readDocument(JSON.stringify(definition))
  if ('problem' in read) throw new Error(read.problem.message)
  return read
}

const diff = (before: object, after: object) => diffGraphs(documentOf(before), documentOf(after))

/** What is not the same, in a line each. */
function told({ states, edges }: GraphDiff): string[] {
  return [
    ...[...states.values()].filter((one) => one.change !== 'same').map((one) => `${one.change} ${one.formerName ? `${one.formerName} → ` : ''}${one.id}${one.fields.length > 0 ? `: ${one.fields.map((each) => each.field).join(', ')}` : ''}`),
    ...[...edges].filter(([, change]) => change !== 'same').map(([edge, change]) => `${change} ${edge}`),
  ]
}

const pay = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'Pay', Payload: { order: 1 } } }
const straight = { StartAt: 'Pay', States: { Pay: { ...pay, Next: 'Done' }, Done: { Type: 'Succeed' } } }

describe('what became of a workflow', () => {
  it('is nothing when only the order of members is another', () => {
    const { States, StartAt } = straight
    const same = diff(straight, { States, StartAt })
    expect(told(same)).toEqual([])
    expect(isUnchanged(same)).toBe(true)
  })

  it('is a state put between two others', () => {
    const after = { StartAt: 'Pay', States: { Pay: { ...pay, Next: 'Cook' }, Cook: { Type: 'Pass', Next: 'Done' }, Done: { Type: 'Succeed' } } }
    const found = diff(straight, after)
    expect(told(found)).toEqual(['changed Pay: Next', 'added Cook', 'added Pay→Cook', 'added Cook→Done', 'removed Pay→Done'])
    // Everything of both is drawn.
    const drawn = readDocument(found.picture)
    if ('problem' in drawn) throw new Error('the picture can be read')
    expect([...drawn.states.keys()]).toEqual(['Pay', 'Cook', 'Done'])
    expect(drawn.states.get('Pay')?.transitions.map((way) => way.to)).toEqual(['Cook', 'Done'])
  })

  it('is a field deep within one', () => {
    const after = { ...straight, States: { ...straight.States, Pay: { ...straight.States.Pay, Arguments: { FunctionName: 'Pay', Payload: { order: 2 } } } } }
    expect(diff(straight, after).states.get('Pay')?.fields).toEqual([{ field: 'Arguments.Payload.order', before: 1, after: 2 }])
  })

  it('is another name, and what leads there is not told', () => {
    const after = { StartAt: 'Charge', States: { Charge: { ...pay, Next: 'Done' }, Done: { Type: 'Succeed' } } }
    const found = diff(straight, after)
    expect(told(found)).toEqual(['changed Pay → Charge'])
    expect(found.machine).toEqual([])
  })

  it('is not another name when several say the same', () => {
    const before = { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } }
    const after = { StartAt: 'C', States: { C: { Type: 'Succeed' } } }
    expect(told(diff(before, after))).toEqual(['added C', 'removed A', 'removed B', `added ${edgeId(START, 'C')}`, `added ${edgeId('C', END)}`, `removed ${edgeId(START, 'A')}`, `removed ${edgeId('A', END)}`, `removed ${edgeId('B', END)}`])
  })

  it('is another condition of the same way', () => {
    const choosing = (condition: string) => ({ StartAt: 'If', States: { If: { Type: 'Choice', Choices: [{ Condition: condition, Next: 'Done' }] }, Done: { Type: 'Succeed' } } })
    expect(told(diff(choosing('{% $a %}'), choosing('{% $b %}')))).toEqual(['changed If: Choices[0].Condition', 'changed If→Done'])
  })

  it('is a branch that is gone with what was in it', () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', Comment: name, End: true } } })
    const both = (...names: string[]) => ({ StartAt: 'All', States: { All: { Type: 'Parallel', Branches: names.map(branch), End: true } } })
    const found = diff(both('A', 'B'), both('A'))
    expect(told(found)).toEqual(['changed All: Branches[1]', 'removed B'])
    expect(found.states.get('A')?.change).toBe('same')
  })

  it('is drawn within what holds it now when it has moved', () => {
    const before = { StartAt: 'All', States: { All: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }], Next: 'B' }, B: { Type: 'Pass', End: true } } }
    const after = { StartAt: 'All', States: { All: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } } }], End: true } } }
    const found = diff(before, after)
    expect(told(found)).toEqual(['changed All: Next, End', 'changed A: End, Next', `added ${edgeId('All', END)}`, 'added A→B', 'removed All→B', `removed ${edgeId('B', END)}`])
    expect(found.picture.match(/"B":/g)).toHaveLength(1)
  })

  it('is what is said of the machine', () => {
    expect(diff(straight, { ...straight, TimeoutSeconds: 60 }).machine).toEqual([{ field: 'TimeoutSeconds', before: undefined, after: 60 }])
  })

  it('is nothing for each of the workflows that come with the product, and all of it against a blank one', () => {
    const folder = join(import.meta.dirname, '../../../workflows')
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.asl.json'))
    expect(names.length).toBeGreaterThan(5)
    for (const name of names) {
      const read = readDocument(readFileSync(join(folder, name), 'utf8'))
      if ('problem' in read) throw new Error(name)
      expect(isUnchanged(diffGraphs(read, read)), name).toBe(true)
      const all = [...allStates(read.workflow)].map((state) => `added ${state.id}`)
      expect(told(diffGraphs(documentOf({ StartAt: '', States: {} }), read)).slice(0, all.length), name).toEqual(all)
    }
  })
})

describe('items of a list', () => {
  it('are told alone when they were put in or taken out', () => {
    expect(fieldChanges([1, 2, 3], [1, 9, 2, 3], 'Retry')).toEqual([{ field: 'Retry[1]', before: undefined, after: 9 }])
    expect(fieldChanges([1, 2, 3], [1, 3], 'Retry')).toEqual([{ field: 'Retry[1]', before: 2, after: undefined }])
  })
})
