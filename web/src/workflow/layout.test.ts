import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { conditionOf, readWorkflow } from './definition.ts'
import { edgeId, END, endOf, type FlowNode, layoutOf, layoutWorkflow, START, startOf } from './layout.ts'
import { faults } from './layout/faults.ts'
import { generatedWorkflow, tangledWorkflow } from './layout/generated.ts'
import { readDocument } from './document.ts'

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

const definition = (states: Record<string, unknown>) => JSON.stringify({ StartAt: Object.keys(states)[0], States: states })
const middle = (node: FlowNode) => node.x + node.width / 2
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

  it('has the main way of the order on one straight line', () => {
    const { layout, at } = laid(order)
    const spine = [START, 'ReceiveOrder', 'CheckAvailability', 'IsAvailable', 'CalculateDeliveryCost', 'ConfirmOrder', 'ProcessPayment', 'NotifyCustomer', 'TrackDelivery', 'TellProgress', 'IsThere', 'Delivered', END]
    for (const id of spine) expect(middle(at(id)), id).toBe(middle(at(START)))
    for (const [index, id] of spine.entries()) {
      const edge = layout.edges.find((one) => one.id === edgeId(spine[index - 1] ?? '', id))
      if (index > 0) expect(edge?.points.length, id).toBe(2)
    }
  })

  it('has one trunk for all the errors of the order', () => {
    const { layout } = laid(order)
    const arrivals = layout.edges.filter((edge) => edge.to === 'ReleaseStock').map((edge) => edge.points.at(-1))
    expect(arrivals.length).toBeGreaterThan(8)
    expect(new Set(arrivals.map((point) => JSON.stringify(point))).size).toBe(1)
  })

  it('says which fields of its source a line stands for', () => {
    const { layout } = laid(order)
    const refs = (from: string, to: string) => layout.edges.find((edge) => edge.id === edgeId(from, to))?.transitions
    expect(refs(START, 'ReceiveOrder')).toEqual([{ kind: 'start', scope: [] }])
    expect(refs('ReceiveOrder', 'CheckAvailability')).toEqual([{ kind: 'next' }])
    expect(refs('IsAvailable', 'OfferSubstitute')).toEqual([{ kind: 'default' }])
    expect(refs('IsThere', 'Refund')).toEqual([{ kind: 'choice', index: 1 }])
    expect(refs('OfferSubstitute', 'ReleaseStock')).toEqual([0, 1, 2].map((index) => ({ kind: 'catch', index })))
    expect(refs('Delivered', END)).toEqual([])
  })

  it('is the same for the same definition', () => {
    expect(layoutOf(order)).toEqual(layoutOf(order))
    expect(layoutOf(generatedWorkflow(120))).toEqual(layoutOf(generatedWorkflow(120)))
  })

  it.each(['CheckAvailability', 'ConfirmOrder', 'TrackDelivery', 'ReleaseStock', 'HowItEnded'])('stays as it is when a state is put before %s', (before) => {
    const edited = JSON.parse(order.replaceAll(`"Next": "${before}"`, '"Next": "Added"'))
    edited.States.Added = { Type: 'Pass', Next: before }
    const { layout } = laid(order)
    const { at } = laid(JSON.stringify(edited))
    const by = middle(at(START)) - middle(laid(order).at(START))
    const moved = layout.nodes.filter((node) => Math.abs(middle(at(node.id)) - middle(node) - by) > 0.01)
    expect(moved.map((node) => node.id)).toEqual([])
  })

  it('stays as it is when a state is renamed', () => {
    const renamed = laid(order.replaceAll('"ConfirmOrder"', '"AskTheStore"')).layout
    const places = ({ nodes }: { nodes: FlowNode[] }) => nodes.map(({ x, y }) => ({ x, y }))
    expect(places(renamed)).toEqual(places(laid(order).layout))
  })

  it('starts and ends the branches within their box', () => {
    const { layout, at } = laid(nested)
    expect(layout.edges.map((edge) => edge.id)).toEqual(expect.arrayContaining([edgeId(startOf('Both', 0), 'Charge'), edgeId('Charge', endOf('Both', 0)), edgeId(startOf('Each', 0), 'Pack'), edgeId('Label', endOf('Each', 0))]))
    const bottom = (id: string) => at(id).y + at(id).height
    expect([bottom(endOf('Both', 0)), bottom(endOf('Both', 1))]).toEqual([bottom('Both'), bottom('Both')])
    expect(faults(layout)).toEqual([])
  })

  it('has room for a first state in an empty branch', () => {
    const { layout, at } = laid(definition({ Both: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, { StartAt: '', States: {} }], End: true } }))
    const empty = layout.nodes.find((node) => node.kind === 'Empty')
    expect(empty?.path).toEqual(['States', 'Both', 'Branches', 1])
    expect(empty?.within).toBe('Both')
    expect(empty && holds(at('Both'), empty)).toBe(true)
    expect(faults(layout)).toEqual([])
  })

  it('has a start, an end and a line between them where there is nothing yet', () => {
    const blank = readDocument('{"StartAt": "", "States": {}}')
    if ('problem' in blank) throw new Error(blank.problem.message)
    const layout = layoutWorkflow(blank.workflow)
    expect(layout.nodes.map((node) => node.kind)).toEqual(['Start', 'End'])
    expect(layout.edges.map((edge) => edge.transitions)).toEqual([[{ kind: 'start', scope: [] }]])
    expect(faults(layout)).toEqual([])
  })

  it('leads a state that leads to itself around it', () => {
    const { layout } = laid(definition({ Poll: { Type: 'Choice', Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'Done' }], Default: 'Poll' }, Done: { Type: 'Succeed' } }))
    const around = layout.edges.find((edge) => edge.id === edgeId('Poll', 'Poll'))
    expect(around?.points).toHaveLength(4)
    expect(faults(layout)).toEqual([])
  })

  it('has the states that nothing leads to beside the others', () => {
    const { layout, at } = laid(definition({ A: { Type: 'Pass', End: true }, Alone: { Type: 'Pass', Next: 'Also' }, Also: { Type: 'Pass', Next: 'A' }, Lost: { Type: 'Wait' } }))
    expect(layout.edges.filter((edge) => edge.to === 'Alone' || edge.to === 'Lost')).toEqual([])
    expect(at('Also').y).toBeLessThan(at('A').y)
    expect(faults(layout)).toEqual([])
  })

  it('is one also where the start is missing and names dangle', () => {
    const { layout } = laid('{"StartAt": "Nowhere", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Next": "Gone"}, "C": {"Type": "Parallel"}, "D": 7}}')
    expect(layout.nodes.map((node) => node.kind)).toEqual(['Start', 'Pass', 'Unknown', 'Parallel', 'Unknown'])
    expect(faults(layout)).toEqual([])
  })

  it('has no fault where anything leads anywhere', () => {
    for (let seed = 1; seed <= 300; seed++) expect(faults(laid(tangledWorkflow(seed * 7919)).layout), `seed ${seed}`).toEqual([])
  })

  it.each([60, 500])('has no fault with %i states', (count) => {
    const { layout } = laid(generatedWorkflow(count))
    expect(layout.nodes.length).toBeGreaterThan(count)
    expect(faults(layout)).toEqual([])
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
