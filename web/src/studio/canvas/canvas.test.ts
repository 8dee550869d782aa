import { describe, expect, it } from 'vitest'

import { readDocument, type WorkflowDocument } from '../../workflow/document.ts'
import { applyEdit, copyOf } from '../../workflow/edit.ts'
import { layoutWorkflow } from '../../workflow/layout.ts'
import { fragmentText, inMachineOf, readPasted } from './clipboard.ts'
import { statesIn } from './gestures.ts'
import { isWithin, placeBeside, placeForNew, placeOn, targetsOf, waysOut } from './places.ts'
import { wrap } from './wrap.ts'

const text = `{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Task", "Resource": "x", "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Failed" }], "Next": "Which" },
    "Which": { "Type": "Choice", "Choices": [{ "Variable": "$.b", "IsPresent": true, "Next": "B" }], "Default": "Both" },
    "B": { "Type": "Pass", "Next": "Both" },
    "Both": { "Type": "Parallel", "Branches": [{ "StartAt": "In", "States": { "In": { "Type": "Pass", "End": true } } }, { "States": {} }], "End": true },
    "Failed": { "Type": "Fail" }
  }
}
`

function read(source = text): WorkflowDocument {
  const document = readDocument(source)
  if ('problem' in document) throw new Error(document.problem.message)
  return document
}

describe('places', () => {
  it('are after what is chosen; else at the end of the main path', () => {
    expect(placeForNew(read(), ['A'])).toEqual({ kind: 'after', state: 'A' })
    expect(placeForNew(read(), ['Failed'])).toEqual({ kind: 'before', state: 'Failed' })
    expect(placeForNew(read(), [])).toEqual({ kind: 'after', state: 'Both' })
    expect(placeForNew(read('{"States": {}}'), [])).toEqual({ kind: 'into', scope: [] })
  })

  it('come to an end where a path comes round', () => {
    expect(placeForNew(read('{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}'), [])).toEqual({ kind: 'after', state: 'B' })
  })

  it('are on every line of a picture', () => {
    const document = read()
    for (const edge of layoutWorkflow(document.workflow).edges) {
      const place = placeOn(document, edge)
      expect(place, edge.id).not.toBeNull()
      if (place) expect(applyEdit(document, { kind: 'insert', fragment: { startAt: 'New', states: { New: { Type: 'Pass' } } }, at: place }).selection).toEqual(['New'])
    }
  })

  it('change two neighbours', () => {
    const document = read('{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"C"},"C":{"Type":"Pass","End":true}}}')
    const order = (source: string) => {
      const { workflow, states } = read(source)
      const names = []
      for (let state = states.get(workflow.startAt); state; state = states.get(state.transitions[0]?.to ?? '')) names.push(state.name)
      return names.join('')
    }
    const moved = (id: string, direction: 'up' | 'down') => {
      const to = placeBeside(document, id, direction)
      return to && order(applyEdit(document, { kind: 'move', states: [id], to }).text)
    }
    expect(moved('B', 'up')).toBe('BAC')
    expect(moved('B', 'down')).toBe('ACB')
    expect(moved('A', 'up')).toBeNull()
    expect(moved('C', 'down')).toBeNull()
  })
})

describe('ways out of a state', () => {
  const ways = (id: string) => {
    const state = read().states.get(id)
    return state ? waysOut(state).map((way) => `${way.isNew ? 'new ' : ''}${way.kind}`) : []
  }

  it('are what is there, and what could be', () => {
    expect(ways('A')).toEqual(['next', 'new catch', 'catch'])
    expect(ways('Which')).toEqual(['new choice', 'default', 'choice'])
    expect(ways('B')).toEqual(['next'])
    expect(ways('Both')).toEqual(['new next', 'new catch'])
    expect(ways('Failed')).toEqual([])
  })

  it('lead to the others of the scope', () => {
    expect(targetsOf(read(), 'B').map((state) => state.name)).toEqual(['A', 'Which', 'Both', 'Failed'])
    expect(targetsOf(read(), 'In')).toEqual([])
  })

  it('never lead into what is moved', () => {
    expect(isWithin(read(), 'In', ['Both'])).toBe(true)
    expect(isWithin(read(), 'B', ['Both'])).toBe(false)
  })
})

describe('the clipboard', () => {
  it('takes what was copied', () => {
    const pasted = readPasted(fragmentText(copyOf(read(), ['A', 'Which', 'B'])))
    expect(pasted?.fragment.startAt).toBe('A')
    expect(Object.keys(pasted?.fragment.states ?? {})).toEqual(['A', 'Which', 'B'])
  })

  it('takes a definition, in JSON or YAML, as it is', () => {
    expect(readPasted(text)).toMatchObject({ kind: 'definition', text })
    expect(readPasted('{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}')).toMatchObject({ kind: 'definition', queryLanguage: 'JSONata' })
  })

  it.each([
    ['states by name', '{"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}', ['A', 'B']],
    ['one state', '{"Type": "Wait", "Seconds": 3}', ['Wait']],
    ['a state as it stands in a text', '"A": {\n  "Type": "Pass",\n  "End": true\n},', ['A']],
  ])('takes %s', (_, source, names) => {
    const pasted = readPasted(source)
    expect(pasted?.kind).toBe('states')
    expect(Object.keys(pasted?.fragment.states ?? {})).toEqual(names)
  })

  it.each(['', 'hello', '[1]', '{"a": 1}', '{"States": {}}', '{"States": {"A": 1}}'])('leaves %j', (source) => {
    expect(readPasted(source)).toBeNull()
  })

  it('says of each state that it is JSONata where the machine is not', () => {
    const fragment = { startAt: 'A', states: { A: { Type: 'Pass', Output: '{% 1 %}' } } }
    expect(inMachineOf(fragment, 'JSONata', 'JSONPath').states.A).toEqual({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 %}' })
    expect(inMachineOf(fragment, 'JSONata', 'JSONata')).toBe(fragment)
  })
})

describe('wrapping', () => {
  it.each(['Parallel', 'Map'] as const)('puts states into a %s in their place', (type) => {
    const document = read()
    const { changes, selection } = wrap(document, ['Which', 'B'], type, 'JSONPath')
    const { states } = read(applyEdit(document, { kind: 'text', changes }).text)
    const [box] = selection
    expect(states.get(box ?? '')?.scopes[0]?.states.map((state) => state.name)).toEqual(['Which', 'B'])
    expect(states.get('A')?.transitions.find((way) => way.kind === 'next')?.to).toBe(box)
    expect(states.get(box ?? '')?.transitions[0]?.to).toBe('Both')
  })

  it('refuses states of several scopes', () => {
    expect(() => wrap(read(), ['B', 'In'], 'Parallel', 'JSONPath')).toThrow()
  })
})

describe('a marquee', () => {
  const layout = layoutWorkflow(read().workflow)

  it('chooses what is in it, and of a box in it only the box', () => {
    expect(statesIn(layout, { x: 0, y: 0, width: layout.width, height: layout.height }).toSorted()).toEqual(['A', 'B', 'Both', 'Failed', 'Which'])
  })

  it('chooses nothing where nothing is', () => {
    expect(statesIn(layout, { x: -10, y: -10, width: 5, height: 5 })).toEqual([])
  })
})
