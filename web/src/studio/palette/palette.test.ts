import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readDocument, type WorkflowDocument } from '../../workflow/document.ts'
import { applyEdit, type Place } from '../../workflow/edit.ts'
import type { QueryLanguage } from '../../workflow/fields.ts'
import { placeForNew } from '../canvas/places.ts'
import { BLANK } from '../session.ts'
import { functionItem, machineItem } from './catalogue/account.ts'
import { ownGroups } from './catalogue/catalogue.ts'
import { integrationItem } from './catalogue/services.ts'
import { searchPalette } from './search.ts'

const folder = join(import.meta.dirname, '..', '..', 'texts')
const textsIn = (language: string) => {
  const messages = new Map([...readFileSync(join(folder, language, 'studio-canvas.ftl'), 'utf8').matchAll(/^([\w-]+) = (.*)$/gm)].map(([, id = '', text = '']) => [id, text]))
  return (id: string) => messages.get(id) ?? id
}
const groups = ownGroups(textsIn('pt-BR'))
const items = groups.flatMap((group) => group.items)
const order = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'workflows', 'order.asl.json'), 'utf8')

const paths = `{
  "StartAt": "First",
  "States": {
    "First": { "Type": "Task", "Resource": "arn:aws:lambda:REGION:ACCOUNT_ID:function:FirstFunction", "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Other" }], "Next": "Which" },
    "Which": { "Type": "Choice", "Choices": [{ "Variable": "$.good", "BooleanEquals": true, "Next": "Good" }], "Default": "Other" },
    "Good": { "Type": "Pass", "Next": "Other" },
    "Other": { "Type": "Pass", "End": true }
  }
}
`

function read(text: string): WorkflowDocument {
  const document = readDocument(text)
  if ('problem' in document) throw new Error(document.problem.message)
  return document
}

/** Every transition leads to a state, and every way ends. */
function expectWhole({ workflow, states }: WorkflowDocument): void {
  for (const state of states.values()) {
    for (const way of state.transitions) expect(states.has(way.to), `${state.name} leads to ${way.to}`).toBe(true)
    if (!['Choice', 'Succeed', 'Fail'].includes(state.type)) expect(state.isEnd || state.transitions.some((way) => way.kind === 'next'), `${state.name} goes on`).toBe(true)
  }
  expect(states.has(workflow.startAt)).toBe(true)
}

describe.each<QueryLanguage>(['JSONPath', 'JSONata'])('an item in a machine of %s', (language) => {
  const blank = language === 'JSONata' ? BLANK.replace('{', '{\n  "QueryLanguage": "JSONata",') : BLANK

  it.each(items)('$id is all there is of a blank machine', (item) => {
    const fragment = item.fragment(language)
    const made = applyEdit(read(blank), { kind: 'insert', fragment, at: { kind: 'into', scope: [] } })
    const document = read(made.text)
    expectWhole(document)
    expect(document.workflow.startAt).toBe(fragment.startAt)
    expect([...document.workflow.states.map((state) => state.name)]).toEqual(Object.keys(fragment.states))
    expect(document.states.get(fragment.startAt)?.type).toBe(item.type)
  })

  it.each(items)('$id goes after a state, before it and on each of its lines', (item) => {
    const base = read(language === 'JSONata' ? order : paths)
    const state = base.workflow.startAt
    const places: Place[] = [
      { kind: 'after', state },
      { kind: 'before', state },
      ...base.workflow.states.flatMap((from) => from.transitions.map((way): Place => ({ kind: 'between', from: from.id, to: way.to, transition: way.ref }))),
    ]
    for (const at of places) {
      const made = applyEdit(base, { kind: 'insert', fragment: item.fragment(language), at })
      const document = read(made.text)
      expectWhole(document)
      expect(document.states.size).toBeGreaterThan(base.states.size)
      for (const [name, before] of Object.entries(item.fragment(language).states)) {
        const inserted = made.selection.map((id) => document.states.get(id)).find((one) => one?.name.replace(/ ?\d+$/, '') === name.replace(/ ?\d+$/, ''))
        expect(inserted?.source.Type, name).toBe(before !== null && typeof before === 'object' && !Array.isArray(before) ? before.Type : null)
      }
    }
  })

  it('takes one item after the other to the end of its main path', () => {
    let document = read(blank)
    for (const item of items) document = read(applyEdit(document, { kind: 'insert', fragment: item.fragment(language), at: placeForNew(document, []) }).text)
    expectWhole(document)
  })
})

describe('the steps of an order', () => {
  const receive = items.find((item) => item.id === 'order-ReceiveOrder')

  it('are written for paths as the order workflow has them', () => {
    expect(receive?.fragment('JSONPath')).toEqual({ startAt: 'ReceiveOrder', states: { ReceiveOrder: { Type: 'Task', Resource: 'arn:aws:lambda:REGION:ACCOUNT_ID:function:ReceiveOrderFunction' } } })
  })

  it('are invoked in JSONata', () => {
    expect(receive?.fragment('JSONata').states.ReceiveOrder).toMatchObject({ Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'ReceiveOrderFunction' } })
  })
})

describe('what the account has', () => {
  it('names a state as the function is named, without the word', () => {
    expect(functionItem({ name: 'QuoteFunction', description: '' }).fragment('JSONata').startAt).toBe('Quote')
    expect(functionItem({ name: 'Function', description: '' }).fragment('JSONata').startAt).toBe('Function')
  })

  it('runs another machine by its ARN', () => {
    const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:other'
    expect(machineItem({ name: 'other', stateMachineArn: arn, type: 'STANDARD', creationDate: 0 }).fragment('JSONPath').states['Run other']).toMatchObject({ Parameters: { StateMachineArn: arn } })
  })

  it('gives an operation what it cannot do without', () => {
    const item = integrationItem({ resource: 'arn:aws:states:::aws-sdk:s3:getObject', service: 's3', operation: 'getObject', optimised: false, patterns: ['request_response'], arguments: { Bucket: 'bucket', Key: 'key' } })
    expect(item.fragment('JSONPath').states.GetObject).toEqual({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Parameters: { Bucket: 'bucket', Key: 'key' } })
    expect(item.fragment('JSONata').states.GetObject).toHaveProperty('Arguments')
  })
})

describe('searching', () => {
  const found = (words: string) => searchPalette(groups, words).flatMap((group) => group.items.map((item) => item.id))

  it.each([
    ['aprovação', 'approval'],
    ['aprovacao', 'approval'],
    ['approval', 'approval'],
    ['DECISÃO', 'choice'],
    ['branch', 'choice'],
    ['fila', 'sqs-send'],
    ['queue', 'sqs-send'],
    ['rollback', 'saga'],
    ['pix', 'order-ProcessPayment'],
    ['availability', 'order-CheckAvailability'],
    ['dynamodb delete', 'dynamodb-delete'],
    ['tabela apagar', 'dynamodb-delete'],
  ])('%s finds %s', (words, id) => {
    expect(found(words)).toContain(id)
  })

  it('begins with what is named so', () => {
    expect(found('map')[0]).toBe('map')
  })

  it('finds everything when nothing is looked for, and nothing for what there is not', () => {
    expect(found(' ')).toHaveLength(items.length)
    expect(found('zzz')).toEqual([])
  })

  it('has an id for each item', () => {
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
  })
})
