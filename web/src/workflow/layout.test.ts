import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { conditionOf, readWorkflow } from './definition.ts'
import { edgeId, END, type FlowNode, layoutOf, START } from './layout.ts'

const order = readFileSync(join(import.meta.dirname, '../../../workflows/order.asl.json'), 'utf8')

const nested = JSON.stringify({
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Charge', States: { Charge: { Type: 'Pass', End: true } } },
        { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: { StartAt: 'Pack', States: { Pack: { Type: 'Pass', Next: 'Label' }, Label: { Type: 'Pass', End: true } } }, End: true } } },
      ],
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
})

function laid(text: string) {
  const layout = layoutOf(text)
  if (!layout) throw new Error('it cannot be laid out')
  const byId = new Map(layout.nodes.map((node) => [node.id, node]))
  const at = (id: string): FlowNode => {
    const node = byId.get(id)
    if (!node) throw new Error(`there is no ${id}`)
    return node
  }
  return { layout, at }
}

const holds = (outer: FlowNode, inner: FlowNode) =>
  inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height
const meets = (one: FlowNode, other: FlowNode) =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height

describe('the picture of a workflow', () => {
  it('has every state of the order once, and none over another', () => {
    const { layout } = laid(order)
    const states = readWorkflow(order)?.states ?? []
    expect(layout.nodes.map((node) => node.id).sort()).toEqual([START, END, ...states.map((state) => state.name)].sort())
    for (const one of layout.nodes) for (const other of layout.nodes) expect(one !== other && meets(one, other), `${one.id} ${other.id}`).toBe(false)
  })

  it('goes downwards from the start, and loops go back up', () => {
    const { at } = laid(order)
    const path = [START, 'ReceiveOrder', 'CheckAvailability', 'IsAvailable', 'CalculateDeliveryCost', 'ConfirmOrder', 'ProcessPayment', 'NotifyCustomer', 'TrackDelivery', 'TellProgress', 'IsThere', 'Delivered', END]
    for (const [index, id] of path.entries()) if (index > 0) expect(at(id).y, id).toBeGreaterThan(at(path[index - 1] ?? START).y)
  })

  it('has one line between two states, whatever leads along it', () => {
    const { layout } = laid(order)
    const caught = layout.edges.filter((edge) => edge.id === edgeId('ConfirmOrder', 'ReleaseStock'))
    expect(caught.map((edge) => edge.kinds)).toEqual([['catch']])
    expect(layout.edges.every((edge) => edge.path.startsWith('M'))).toBe(true)
  })

  it('holds what is in a Parallel and a Map within them', () => {
    const { at } = laid(nested)
    for (const [outer, inner] of [['Both', 'Charge'], ['Both', 'Each'], ['Each', 'Pack'], ['Each', 'Label']] as const) {
      expect(holds(at(outer), at(inner)), `${inner} in ${outer}`).toBe(true)
      expect(at(inner).within).toBe(outer)
    }
    expect(meets(at('Charge'), at('Each'))).toBe(false)
    expect(at('Label').y).toBeGreaterThan(at('Pack').y + at('Pack').height)
    expect(at('Done').y).toBeGreaterThanOrEqual(at('Both').y + at('Both').height)
  })

  it.each(['', '[]', '{}', '{"StartAt":"A","States":{}}'])('is none of %j', (text) => expect(layoutOf(text)).toBeNull())

  it.each([
    [{ Condition: '{% $states.input.ok %}' }, '$states.input.ok'],
    [{ Variable: '$.n', NumericLessThan: 35 }, '$.n < 35'],
    [{ Variable: '$.n', NumericGreaterThanEqualsPath: '$.m' }, '$.n ≥ $.m'],
    [{ Not: { Variable: '$.x', IsPresent: true } }, '¬ ($.x IsPresent)'],
    [{ And: [{ Variable: '$.a', BooleanEquals: true }, { Variable: '$.b', StringEquals: 'x' }] }, '$.a = true ∧ $.b = "x"'],
  ])('says %j as %s', (choice, words) => expect(conditionOf(choice)).toBe(words))
})
