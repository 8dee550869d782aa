import { describe, expect, it } from 'vitest'

import { readDocument, type WorkflowDocument } from './document.ts'
import { applyEdit, copyOf, type Edit, type Fragment, type Place } from './edit.ts'
import { type Json, valueOf } from './syntax.ts'

function opened(text: string): WorkflowDocument {
  const document = readDocument(text)
  if ('problem' in document) throw new Error(`${document.problem.code}: ${text}`)
  return document
}

function edited(text: string, edit: Edit): string {
  const { text: after } = applyEdit(opened(text), edit)
  opened(after)
  return after
}

function refusal(text: string, edit: Edit): string {
  try {
    applyEdit(opened(text), edit)
    return 'made'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

type States = { [name: string]: { [field: string]: Json } }

/** A machine whose states are written as short as they can be: `A>B` is a Pass, `A?x>B,C` a Choice with a default, `A!` a Succeed, `A$` a Fail. */
function machine(...states: string[]): string {
  const written: States = {}
  for (const state of states) {
    const [, name = '', rules, to = ''] = /^(\w+)(?:\?([^>]*))?>?(.*)$/.exec(state.replace(/[!$]$/, '')) ?? []
    if (state.endsWith('!')) written[name] = { Type: 'Succeed' }
    else if (state.endsWith('$')) written[name] = { Type: 'Fail' }
    else if (rules !== undefined) written[name] = { Type: 'Choice', Choices: rules.split(',').map((rule) => ({ Condition: '{% true %}', Next: rule })), ...(to ? { Default: to } : {}) }
    else written[name] = { Type: 'Pass', ...(to ? { Next: to } : { End: true }) }
  }
  return JSON.stringify({ StartAt: Object.keys(written)[0], States: written }, null, 2)
}

/** The same way back. */
function shape(text: string): string[] {
  const { workflow } = opened(text)
  const states = workflow.states.map((state) => {
    const to = (kind: string) => state.transitions.filter((one) => one.kind === kind).map((one) => one.to)
    const next = [...to('next'), ...to('default')].join()
    if (state.type === 'Succeed') return `${state.name}!`
    if (state.type === 'Fail') return `${state.name}$`
    return state.name + (state.type === 'Choice' ? `?${to('choice').join()}` : '') + to('catch').map((one) => `^${one}`).join('') + (next ? `>${next}` : '')
  })
  return workflow.startAt === (workflow.states[0]?.name ?? '') ? states : [`@${workflow.startAt}`, ...states]
}

const one = (name: string, state: { [field: string]: Json } = { Type: 'Pass' }): Fragment => ({ states: { [name]: state }, startAt: name })
const onNext = (from: string, to: string): Place => ({ kind: 'between', from, to, transition: { kind: 'next' } })

describe('a state that is put', () => {
  it.each<[string, string[], Place, string[]]>([
    ['on a way', ['A>B', 'B'], onNext('A', 'B'), ['A>X', 'X>B', 'B']],
    ['on the way to the end', ['A'], { kind: 'between', from: 'A', to: null, transition: { kind: 'end' } }, ['A>X', 'X']],
    ['at the start', ['A'], { kind: 'between', from: null, to: 'A', transition: { kind: 'start', scope: [] } }, ['X>A', 'A']],
    ['on the way of a rule', ['A?B,C>C', 'B', 'C'], { kind: 'between', from: 'A', to: 'C', transition: { kind: 'choice', index: 1 } }, ['A?B,X>C', 'X>C', 'B', 'C']],
    ['on the way of a default', ['A?B>C', 'B', 'C'], { kind: 'between', from: 'A', to: 'C', transition: { kind: 'default' } }, ['A?B>X', 'X>C', 'B', 'C']],
    ['where a choice has no default', ['A?B', 'B'], { kind: 'after', state: 'A' }, ['A?B>X', 'X', 'B']],
    ['on a new rule', ['A?B', 'B'], { kind: 'between', from: 'A', to: null, transition: { kind: 'choice', index: 1 } }, ['A?B,X', 'X', 'B']],
    ['after another', ['A>B', 'B'], { kind: 'after', state: 'B' }, ['A>B', 'B>X', 'X']],
    ['before another', ['A>C', 'B>C', 'C'], { kind: 'before', state: 'C' }, ['A>X', 'B>X', 'X>C', 'C']],
    ['beside the others', ['A'], { kind: 'into', scope: [] }, ['A', 'X']],
  ])('%s', (_, before, at, after) => {
    expect(shape(edited(machine(...before), { kind: 'insert', fragment: one('X'), at }))).toEqual(after)
  })

  it('is the first of a blank definition, however that is written', () => {
    for (const blank of ['{}', '{"States": {}}', '{\n  "StartAt": "",\n  "States": {}\n}\n', 'States: {}\n']) {
      expect(shape(edited(blank, { kind: 'insert', fragment: one('X'), at: { kind: 'into', scope: [] } }))).toEqual(['X'])
    }
    expect(edited('{"Comment": "c", "States": {}}', { kind: 'insert', fragment: one('X'), at: { kind: 'into', scope: [] } })).toBe(
      JSON.stringify({ Comment: 'c', StartAt: 'X', States: { X: { Type: 'Pass', End: true } } }, null, 2),
    )
  })

  it('leads on by its default when it is a choice, and not at all when it is the end', () => {
    expect(shape(edited(machine('A>B', 'B'), { kind: 'insert', fragment: one('X', { Type: 'Choice', Choices: [] }), at: onNext('A', 'B') }))).toEqual(['A>X', 'X?>B', 'B'])
    expect(shape(edited(machine('A>B', 'B'), { kind: 'insert', fragment: one('X', { Type: 'Fail' }), at: onNext('A', 'B') }))).toEqual(['A>X', 'X$', 'B'])
  })

  it('has a name that nothing in the machine has, and what came with it follows', () => {
    const branch = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Pay order' }, 'Pay order': { Type: 'Pass', End: true } } }
    const fragment: Fragment = { startAt: 'A', states: { A: { Type: 'Pass', Next: 'All' }, All: { Type: 'Parallel', Branches: [branch] } } }
    const document = opened(edited(machine('A>B', 'B'), { kind: 'insert', fragment, at: onNext('A', 'B') }))
    expect(valueOf(document.root)).toEqual({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'A2' },
        A2: { Type: 'Pass', Next: 'All' },
        All: { Type: 'Parallel', Branches: [{ StartAt: 'A3', States: { A3: { Type: 'Pass', Next: 'Pay order' }, 'Pay order': { Type: 'Pass', End: true } } }], Next: 'B' },
        B: { Type: 'Pass', End: true },
      },
    })
    const again = applyEdit(document, { kind: 'insert', fragment: one('Pay order'), at: { kind: 'into', scope: ['States', 'All', 'Branches', 0] } })
    expect(again.selection).toEqual(['Pay order 2'])
    const long = 'é'.repeat(90)
    const [first = ''] = applyEdit(document, { kind: 'insert', fragment: one(long), at: { kind: 'into', scope: [] } }).selection
    expect(first).toBe('é'.repeat(80))
  })
})

describe('states that go', () => {
  it.each<[string, string[], string[], string[]]>([
    ['in a row', ['A>B', 'B>C', 'C'], ['B'], ['A>C', 'C']],
    ['two in a row', ['A>B', 'B>C', 'C>D', 'D'], ['B', 'C'], ['A>D', 'D']],
    ['the first', ['A>B', 'B'], ['A'], ['B']],
    ['the last', ['A>B', 'B'], ['B'], ['A']],
    ['the only one', ['A'], ['A'], []],
    ['one that a rule leads to', ['A?B,C>C', 'B>C', 'C'], ['B'], ['A?C>C', 'C']],
    ['one that a rule leads to and that ends', ['A?B>C', 'B', 'C'], ['B'], ['A?>C', 'C']],
    ['one that a default leads to', ['A?B>C', 'B', 'C>B'], ['C'], ['A?B>B', 'B']],
    ['a choice: what led to it leads to its default', ['A>B', 'B?C>D', 'C', 'D'], ['B'], ['A>D', 'C', 'D']],
    ['a choice without a default: to what its first rule leads to', ['A>B', 'B?C', 'C'], ['B'], ['A>C', 'C']],
    ['the body of a loop', ['A>B', 'B>A'], ['B'], ['A']],
    ['a loop through a choice', ['A?B>C', 'B>A', 'C'], ['B'], ['A?>C', 'C']],
  ])('%s', (_, before, states, after) => {
    expect(shape(edited(machine(...before), { kind: 'remove', states }))).toEqual(after)
  })

  it('take a catcher along that has nothing to lead to', () => {
    const catching = (to: string, ...others: string[]) => edited(machine('A>B', 'B', ...others), { kind: 'connect', from: 'A', as: { kind: 'catch', index: 0 }, to })
    expect(shape(edited(catching('C', 'C'), { kind: 'remove', states: ['C'] }))).toEqual(['A>B', 'B'])
    expect(edited(catching('C', 'C'), { kind: 'remove', states: ['C'] })).toBe(machine('A>B', 'B'))
    expect(shape(edited(catching('C', 'C>B'), { kind: 'remove', states: ['C'] }))).toEqual(['A^B>B', 'B'])
  })

  it('leave a blank definition, and a blank branch', () => {
    expect(edited(machine('A'), { kind: 'remove', states: ['A'] })).toBe('{\n  "States": {}\n}')
    const yaml = 'StartAt: P\nStates:\n  P:\n    Type: Parallel\n    Branches:\n      - StartAt: A\n        States:\n          A: {Type: Pass, End: true}\n    End: true\n'
    expect(edited(yaml, { kind: 'remove', states: ['A'] })).toBe('StartAt: P\nStates:\n  P:\n    Type: Parallel\n    Branches:\n      - States: {}\n    End: true\n')
    expect(applyEdit(opened(machine('A>B', 'B>C', 'C')), { kind: 'remove', states: ['B'] }).selection).toEqual(['C'])
    expect(applyEdit(opened(machine('A>B', 'B')), { kind: 'remove', states: ['B'] }).selection).toEqual(['A'])
  })
})

describe('states that move', () => {
  it.each<[string, string[], string[], Place, string[]]>([
    ['later', ['A>B', 'B>C', 'C'], ['A'], { kind: 'after', state: 'B' }, ['B>A', 'A>C', 'C']],
    ['earlier', ['A>B', 'B>C', 'C'], ['C'], { kind: 'before', state: 'A' }, ['C>A', 'A>B', 'B']],
    ['together', ['A>B', 'B>C', 'C>D', 'D'], ['B', 'C'], { kind: 'after', state: 'D' }, ['A>D', 'D>B', 'B>C', 'C']],
    ['onto a way', ['A>B', 'B>C', 'C>D', 'D'], ['D'], onNext('A', 'B'), ['A>D', 'D>B', 'B>C', 'C']],
    ['to where they are', ['A>B', 'B>C', 'C'], ['B'], { kind: 'after', state: 'A' }, ['A>B', 'B>C', 'C']],
    ['onto the way to them', ['A>B', 'B>C', 'C'], ['B'], onNext('A', 'B'), ['A>B', 'B>C', 'C']],
    ['onto the way from them', ['A>B', 'B>C', 'C'], ['B'], onNext('B', 'C'), ['A>B', 'B>C', 'C']],
    ['onto the rule that they alone follow', ['A?B>C', 'B', 'C'], ['B'], { kind: 'between', from: 'A', to: 'B', transition: { kind: 'choice', index: 0 } }, ['A?B>C', 'B', 'C']],
    ['to stand by themselves', ['A>B', 'B>C', 'C'], ['B'], { kind: 'into', scope: [] }, ['A>C', 'C', 'B']],
  ])('%s', (_, before, states, to, after) => {
    expect(shape(edited(machine(...before), { kind: 'move', states, to }))).toEqual(after)
  })

  it('into a branch and out of it, written as they were', () => {
    const text = '{\n  "StartAt": "A",\n  "States": {\n    "A": { "Type": "Pass",\n      "Next": "P" },\n    "P": {\n      "Type": "Parallel",\n      "Branches": [\n        {\n          "States": {}\n        }\n      ],\n      "End": true\n    }\n  }\n}\n'
    const inside = edited(text, { kind: 'move', states: ['A'], to: { kind: 'into', scope: ['States', 'P', 'Branches', 0] } })
    expect(inside).toBe(
      '{\n  "StartAt": "P",\n  "States": {\n    "P": {\n      "Type": "Parallel",\n      "Branches": [\n        {\n          "StartAt": "A",\n          "States": {\n            "A": { "Type": "Pass",\n              "End": true }\n          }\n        }\n      ],\n      "End": true\n    }\n  }\n}\n',
    )
    expect(edited(inside, { kind: 'move', states: ['A'], to: { kind: 'before', state: 'P' } })).toBe(text)
    expect(refusal(inside, { kind: 'move', states: ['P'], to: { kind: 'after', state: 'A' } })).toBe('into_itself')
    expect(refusal(inside, { kind: 'move', states: ['P', 'A'], to: { kind: 'after', state: 'P' } })).toBe('made')
    expect(refusal(edited(inside, { kind: 'insert', fragment: one('B'), at: { kind: 'after', state: 'P' } }), { kind: 'move', states: ['A', 'B'], to: { kind: 'into', scope: [] } })).toBe('not_in_one_scope')
  })
})

describe('other edits of states', () => {
  it('copies come after what they are copies of', () => {
    const document = opened(machine('A>B', 'B>C', 'C'))
    const { text, selection } = applyEdit(document, { kind: 'duplicate', states: ['A', 'B'] })
    expect(shape(text)).toEqual(['A>B', 'B>A2', 'A2>B2', 'B2>C', 'C'])
    expect(selection).toEqual(['A2', 'B2'])
    expect(shape(edited(machine('A>B', 'B!'), { kind: 'duplicate', states: ['B'] }))).toEqual(['A>B', 'B!', 'B2!'])
  })

  it('what is copied to another machine leads on to what follows there', () => {
    const fragment = copyOf(opened(machine('A>B', 'B?C>D', 'C>D', 'D')), ['B', 'C'])
    expect(fragment).toEqual({ startAt: 'B', states: { B: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'C' }] }, C: { Type: 'Pass' } } })
    expect(shape(edited(machine('C>Z', 'Z'), { kind: 'insert', fragment, at: onNext('C', 'Z') }))).toEqual(['C>B', 'B?C2>Z', 'C2>Z', 'Z'])
  })

  it('a new name is followed in its scope, and only there', () => {
    const inner = { StartAt: 'X', States: { X: { Type: 'Pass', Next: 'A' } } }
    const value = { StartAt: 'A', States: { A: { Type: 'Parallel', Branches: [inner], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }], Next: 'B' }, B: { Type: 'Choice', Choices: [{ Next: 'A' }], Default: 'A' } } }
    const after = edited(JSON.stringify(value), { kind: 'rename', state: 'A', name: 'Ação' })
    expect(after).toBe(JSON.stringify(value).replaceAll('"A"', '"Ação"').replace('"Next":"Ação"}}', '"Next":"A"}}'))
    expect(['B', ' ', 'x'.repeat(81), 'X'].map((name) => refusal(after, { kind: 'rename', state: 'Ação', name }))).toEqual(['name_taken', 'name_empty', 'name_too_long', 'name_taken'])
    expect(refusal(after, { kind: 'rename', state: 'None', name: 'N' })).toBe('no_such_state')
    expect(applyEdit(opened(after), { kind: 'rename', state: 'B', name: 'B' }).changes).toEqual([])
  })

  it('another type keeps what it has too', () => {
    const text = '{"StartAt":"A","States":{"A":{"Type":"Map","Comment":"c","Items":"{% [1] %}","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"Retry":[],"Next":"B"},"B":{"Type":"Succeed"}}}'
    const parallel = edited(text, { kind: 'changeType', state: 'A', type: 'Parallel' })
    expect(parallel).toBe('{"StartAt":"A","States":{"A":{"Type":"Parallel","Comment":"c","Branches":[{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}],"Retry":[],"Next":"B"},"B":{"Type":"Succeed"}}}')
    expect(shape(edited(parallel, { kind: 'changeType', state: 'A', type: 'Choice' }))).toEqual(['A?>B', 'B!'])
    expect(edited(parallel, { kind: 'changeType', state: 'A', type: 'Fail' })).toBe('{"StartAt":"A","States":{"A":{"Type":"Fail","Comment":"c"},"B":{"Type":"Succeed"}}}')
    expect(edited(machine('A>B', 'B?A,A>A'), { kind: 'changeType', state: 'B', type: 'Wait' })).toBe(machine('A>B', 'B>A').replace('"Pass",\n      "Next": "A"', '"Wait",\n      "Next": "A"'))
  })

  it('branches come and go', () => {
    const text = edited(machine('P>B', 'B'), { kind: 'changeType', state: 'P', type: 'Parallel' })
    const two = edited(text, { kind: 'addBranch', state: 'P' })
    expect(opened(two).states.get('P')?.scopes.map((scope) => scope.path)).toEqual([['States', 'P', 'Branches', 0], ['States', 'P', 'Branches', 1]])
    expect(edited(two, { kind: 'removeBranch', state: 'P', index: 0 })).toBe(text)
    expect(refusal(text, { kind: 'addBranch', state: 'B' })).toBe('not_a_parallel')
    expect(refusal(text, { kind: 'removeBranch', state: 'P', index: 1 })).toBe('no_such_scope')
  })

  it('ways are made and taken away; a state has a next one or is the end', () => {
    const text = machine('A>B', 'B', 'C?A', 'D!')
    expect(shape(edited(text, { kind: 'connect', from: 'B', as: { kind: 'end' }, to: 'A' }))).toEqual(['A>B', 'B>A', 'C?A', 'D!'])
    expect(edited(text, { kind: 'connect', from: 'A', as: { kind: 'next' }, to: 'END' })).toBe(machine('A', 'B', 'C?A', 'D!'))
    expect(edited(text, { kind: 'disconnect', from: 'A', as: { kind: 'next' } })).toBe(machine('A', 'B', 'C?A', 'D!'))
    expect(shape(edited(text, { kind: 'connect', from: 'C', as: { kind: 'default' }, to: 'D' }))).toEqual(['A>B', 'B', 'C?A>D', 'D!'])
    expect(shape(edited(text, { kind: 'connect', from: 'C', as: { kind: 'choice', index: 1 }, to: 'D' }))).toEqual(['A>B', 'B', 'C?A,D', 'D!'])
    expect(shape(edited(text, { kind: 'disconnect', from: 'C', as: { kind: 'choice', index: 0 } }))).toEqual(['A>B', 'B', 'C?', 'D!'])
    expect(shape(edited(text, { kind: 'connect', from: '', as: { kind: 'start', scope: [] }, to: 'B' }))).toEqual(['@B', 'A>B', 'B', 'C?A', 'D!'])
    expect(refusal(text, { kind: 'connect', from: 'D', as: { kind: 'next' }, to: 'A' })).toBe('nothing_can_follow')
    expect(refusal(text, { kind: 'connect', from: 'C', as: { kind: 'default' }, to: 'END' })).toBe('choice_cannot_end')
    expect(refusal(text, { kind: 'connect', from: 'A', as: { kind: 'catch', index: 1 }, to: 'B' })).toBe('no_such_transition')
    expect(refusal(text, { kind: 'insert', fragment: one('X'), at: { kind: 'after', state: 'D' } })).toBe('nothing_can_follow')
  })
})

describe('a change in JSON', () => {
  it('puts a field where a person would', () => {
    let text = machine('A')
    for (const [field, value] of Object.entries({ Retry: [{ ErrorEquals: ['States.ALL'] }], Output: 'o', Resource: 'r', Comment: 'c', Arguments: {}, Assign: {}, Catch: [] })) text = edited(text, { kind: 'set', path: ['States', 'A', field], value })
    text = edited(text, { kind: 'setMany', fields: [{ path: ['QueryLanguage'], value: 'JSONata' }, { path: ['Comment'], value: 'm' }, { path: ['States', 'A', 'Arguments', 'Payload'], value: 1 }, { path: ['States', 'A', 'Arguments', 'Comment'], value: 2 }] })
    const value = valueOf(opened(text).root)
    expect(JSON.stringify(value)).toBe('{"Comment":"m","QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Comment":"c","Resource":"r","Arguments":{"Payload":1,"Comment":2},"Assign":{},"Output":"o","Retry":[{"ErrorEquals":["States.ALL"]}],"Catch":[],"End":true}}}')
  })

  it.each<[string, string, Json | undefined, string]>([
    ['lines and tabs', '{\r\n\t"States": {\r\n\t\t"A": {\r\n\t\t\t"Type": "Pass"\r\n\t\t}\r\n\t}\r\n}\r\n', { B: 1 }, '{\r\n\t"States": {\r\n\t\t"A": {\r\n\t\t\t"Type": "Pass",\r\n\t\t\t"X": {\r\n\t\t\t\t"B": 1\r\n\t\t\t}\r\n\t\t}\r\n\t}\r\n}\r\n'],
    ['one line', '{"States":{"A":{"Type":"Pass"}}}', { B: [1, 2] }, '{"States":{"A":{"Type":"Pass","X":{"B":[1,2]}}}}'],
    ['a state in one line', '{\n  "States": {\n    "A": { "Type": "Pass" },\n    "B": {}\n  }\n}', { B: [1] }, '{\n  "States": {\n    "A": { "Type": "Pass", "X": { "B": [1] } },\n    "B": {}\n  }\n}'],
    ['spaces of its own', '{ "States" : { "A" : {\n "Type" : "Pass" } } }', 1, '{ "States" : { "A" : {\n "Type" : "Pass",\n "X" : 1 } } }'],
    ['numbers that others would write otherwise', '{"States": {"A": {"N": 1.0, "X": 1e2, "M": 1E400}}}', 100, '{"States": {"A": {"N": 1.0, "X": 1e2, "M": 1E400}}}'],
    ['a part of a value', '{"States": {"A": {"X": {"a" :1,"b": [1, 2,  3], "c": 0}}}}', { a: 1, b: [1, 9, 3], d: '' }, '{"States": {"A": {"X": {"a" :1,"b": [1, 9,  3], "d": ""}}}}'],
    ['the only field', '{"States": {"A": { "X": 1 }}}', undefined, '{"States": {"A": {}}}'],
    ['the last field', '{"States": {"A": {\n  "T": 1,\n  "X": 1\n}}}', undefined, '{"States": {"A": {\n  "T": 1\n}}}'],
    ['the first field', '{"States": {"A": {\n  "X": 1,\n  "T": 1\n}}}', undefined, '{"States": {"A": {\n  "T": 1\n}}}'],
    ['a name that is there twice', '{"States": {"A": {"X": 1, "T": 2, "X": 3}}}', undefined, '{"States": {"A": {"T": 2}}}'],
    ['the one that counts of a name that is there twice', '{"States": {"A": {"X": 1, "T": 2, "X": 3}}}', 4, '{"States": {"A": {"X": 1, "T": 2, "X": 4}}}'],
    ['a placeholder', '{"States": {"A": {"X": ${Max}, "T": ${Min}}}}', 4, '{"States": {"A": {"X": 4, "T": ${Min}}}}'],
  ])('keeps %s', (_, before, value, after) => {
    expect(edited(before, { kind: 'set', path: ['States', 'A', 'X'], value })).toBe(after)
  })

  it('writes a state like those beside it', () => {
    const lines = '{\n    "StartAt": "A",\n    "States": {\n        "A": {"Type": "Pass", "Next": "B"},\n\n        "B": {"Type": "Pass", "End": true}\n    }\n}\n'
    expect(edited(lines, { kind: 'insert', fragment: one('X', { Type: 'Wait', Seconds: 5 }), at: onNext('A', 'B') })).toBe(
      '{\n    "StartAt": "A",\n    "States": {\n        "A": {"Type": "Pass", "Next": "X"},\n\n        "X": {"Type": "Wait", "Seconds": 5, "Next": "B"},\n\n        "B": {"Type": "Pass", "End": true}\n    }\n}\n',
    )
  })

  it('is no change where nothing is different', () => {
    const text = machine('A>B', 'B')
    expect(applyEdit(opened(text), { kind: 'set', path: [], value: valueOf(opened(text).root) }).changes).toEqual([])
  })
})

describe('a change in YAML', () => {
  const text = [
    '# Orders.', '', "Comment: 'An order' # in short", 'StartAt: Pay', 'States:', '  # Takes the money.', '  Pay:', '    Type: Task', '    Resource: !GetAtt Pay.Arn # from the template',
    '    Retry:', '    # Twice.', '    - ErrorEquals: [States.ALL]', '      MaxAttempts: 2', '    Next: Ship', '', '  # Sends it.', '  Ship: {Type: Pass, Next: Tell} # short', '', '  Tell:', '    Type: Pass', '    Output: |-', '      {% (', '        # no comment', '      ) %}',
    '    End: true', '',
  ].join('\n')

  it('keeps comments, order and ways of writing', () => {
    expect(edited(text, { kind: 'set', path: ['States', 'Pay', 'Retry', 0, 'MaxAttempts'], value: 3 })).toBe(text.replace('MaxAttempts: 2', 'MaxAttempts: 3'))
    expect(edited(text, { kind: 'set', path: ['Comment'], value: "It's" })).toBe(text.replace("'An order'", "'It''s'"))
    expect(edited(text, { kind: 'set', path: ['Comment'], value: '{% it %}' })).toBe(text.replace("'An order'", "'{% it %}'"))
    expect(edited(text, { kind: 'set', path: ['Comment'], value: undefined })).toBe(text.replace("Comment: 'An order' # in short\n", ''))
    expect(edited(text, { kind: 'set', path: ['Comment'], value: { a: 1 } })).toBe(text.replace("Comment: 'An order' # in short\n", 'Comment: # in short\n  a: 1\n'))
    expect(edited(text, { kind: 'set', path: ['States', 'Pay', 'TimeoutSeconds'], value: 5 })).toBe(text.replace('from the template\n', 'from the template\n    TimeoutSeconds: 5\n'))
    expect(edited(text, { kind: 'set', path: ['States', 'Pay', 'Retry', 1], value: { ErrorEquals: ['A', 'B'] } })).toBe(text.replace('MaxAttempts: 2\n', 'MaxAttempts: 2\n    - ErrorEquals: [A, B]\n'))
    expect(edited(text, { kind: 'set', path: ['States', 'Pay', 'Retry', 0], value: undefined })).toBe(text.replace('Retry:\n    # Twice.\n    - ErrorEquals: [States.ALL]\n      MaxAttempts: 2\n', 'Retry: []\n'))
    expect(edited(text, { kind: 'set', path: ['States', 'Ship', 'Comment'], value: 'a, b' })).toBe(text.replace('{Type: Pass, Next', "{Type: Pass, Comment: 'a, b', Next"))
    expect(edited(text, { kind: 'set', path: ['States', 'Pay', 'Resource'], value: 'arn:x' })).toBe(text.replace('!GetAtt Pay.Arn', 'arn:x'))
  })

  it('takes the comments of a state along', () => {
    expect(edited(text, { kind: 'remove', states: ['Ship'] })).toBe(text.replace("Next: Ship\n\n  # Sends it.\n  Ship: {Type: Pass, Next: Tell} # short\n", 'Next: Tell\n'))
    const moved = edited(text, { kind: 'move', states: ['Pay'], to: { kind: 'after', state: 'Tell' } })
    expect(moved).toBe(
      ['# Orders.', '', "Comment: 'An order' # in short", 'StartAt: Ship', 'States:', '  # Sends it.', '  Ship: {Type: Pass, Next: Tell} # short', '', '  Tell:', '    Type: Pass', '    Output: |-', '      {% (', '        # no comment', '      ) %}', '    Next: Pay', '',
        '  # Takes the money.', '  Pay:', '    Type: Task', '    Resource: !GetAtt Pay.Arn # from the template', '    Retry:', '    # Twice.', '    - ErrorEquals: [States.ALL]', '      MaxAttempts: 2', '    End: true', ''].join('\n'),
    )
    expect(edited(moved, { kind: 'move', states: ['Pay'], to: { kind: 'before', state: 'Ship' } })).toBe(text)
  })

  it('moves lines to another indentation', () => {
    const parallel = edited(text, { kind: 'insert', fragment: one('All', { Type: 'Parallel', Branches: [{ States: {} }] }), at: { kind: 'after', state: 'Pay' } })
    const moved = edited(parallel, { kind: 'move', states: ['Tell'], to: { kind: 'into', scope: ['States', 'All', 'Branches', 0] } })
    expect(moved).toContain(['    Branches:', '    - StartAt: Tell', '      States:', '        Tell:', '          Type: Pass', '          Output: |-', '            {% (', '              # no comment', '            ) %}', '          End: true', '    Next: Ship'].join('\n'))
  })

  it('writes what YAML would take for something else in quotes', () => {
    const values = ['yes', '5', '', ' a', 'a: b', 'a #b', '- a', '{% x %}', '${Name}', "it's {", '*a', 'a\tb', 'null', '~', '1e3', '@x', 'a:', '\u0007', 'é', '#a', 'two\nlines', 'end\n', '\n', 'a\n\n  b', ' a\nb', '\ud800']
    const fields = values.map((value, index) => ({ path: ['States', 'Pay', 'Arguments', `k${index}`], value }))
    const document = opened(edited(text, { kind: 'setMany', fields }))
    expect(Object.values(document.states.get('Pay')?.source.Arguments ?? {})).toEqual(values)
    const names = Object.fromEntries(values.slice(0, 20).map((value) => [value, 1]))
    expect(opened(edited(text, { kind: 'set', path: ['States', 'Ship', 'Result'], value: names })).states.get('Ship')?.source.Result).toEqual(names)
    expect(opened(edited(text, { kind: 'set', path: ['States', 'Tell', 'Result'], value: names })).states.get('Tell')?.source.Result).toEqual(names)
  })

  it('is written with the line ends of the text', () => {
    const crlf = text.replaceAll('\n', '\r\n')
    for (const edit of [{ kind: 'remove', states: ['Ship'] }, { kind: 'move', states: ['Pay'], to: { kind: 'after', state: 'Tell' } }, { kind: 'duplicate', states: ['Tell'] }, { kind: 'set', path: ['States', 'Tell', 'Retry'], value: [{ ErrorEquals: ['x'] }] }] satisfies Edit[]) {
      expect(edited(crlf, edit), edit.kind).toBe(edited(text, edit).replaceAll('\n', '\r\n'))
    }
  })

  it('goes to JSON and back', () => {
    const numbers = '{\n  "a": 1.0,\n  "b": 12345678901234567890,\n  "c": -1e2\n}\n'
    expect(edited(edited(numbers, { kind: 'convert', to: 'yaml' }), { kind: 'convert', to: 'json' })).toBe(numbers)
    const json = edited(text, { kind: 'convert', to: 'json' })
    expect(JSON.parse(json)).toEqual(valueOf(opened(text).root))
    expect(valueOf(opened(edited(json, { kind: 'convert', to: 'yaml' })).root)).toEqual(valueOf(opened(text).root))
    expect(edited('{\n  "MaxConcurrency": ${Max}\n}\n', { kind: 'convert', to: 'yaml' })).toBe('MaxConcurrency: ${Max}\n')
    expect(edited('MaxConcurrency: ${Max}\n', { kind: 'convert', to: 'json' })).toBe('{\n  "MaxConcurrency": ${Max}\n}\n')
    expect(applyEdit(opened(text), { kind: 'convert', to: 'yaml' }).changes).toEqual([])
  })
})

describe('a typed change', () => {
  it('is made as it is, also when the text cannot be read then', () => {
    const { text, changes } = applyEdit(opened('{}'), { kind: 'text', changes: [{ from: 1, to: 1, insert: '"a' }] })
    expect([text, changes.length]).toEqual(['{"a}', 1])
  })
})
