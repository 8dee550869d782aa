import { describe, expect, it } from 'vitest'

import { type BoardOrder, byStage, emptyBoard, readAnew, stageOf, withOrder, withoutStopped } from './stage.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 26, 19, minutes)).toISOString()
const span = (minutes: number) => ({ from: at(minutes), to: at(minutes + 15) })

function order(number: number, more: Partial<BoardOrder> = {}): BoardOrder {
  return {
    id: `order-${number}`,
    number,
    status: 'CONFIRMED',
    status_text: '',
    customer: { name: 'Ana' },
    window: span(30),
    promised: span(30),
    lines: [],
    totals: { items: 0, fee: 0, total: 0 },
    address: { line: 'Rua das Acácias, 10', point: { x: 0, y: 0 } },
    payment: { method: 'PIX', state: 'PAID', paid: 0, refunded: 0 },
    missing: [],
    attempts: 0,
    last_entry: 5,
    placed_at: at(0),
    updated_at: at(0),
    ...more,
  }
}

const closing: BoardOrder['closing'] = { by: 'customer', reason: 'customer_changed_mind', text: '', refund: 0 }
const numbers = (orders: readonly BoardOrder[]) => orders.map(({ number }) => number)

describe('where an order is', () => {
  it.each([
    [order(1, { status: 'AWAITING_CONFIRMATION' }), 'new'],
    [order(1, { status: 'AWAITING_CONFIRMATION', accepted_at: at(1) }), 'customer'],
    [order(1, { status: 'AWAITING_PAYMENT' }), 'customer'],
    [order(1, { status: 'AT_STORE' }), 'ready'],
    [order(1, { status: 'ARRIVED' }), 'road'],
    [order(1, { status: 'DELIVERED' }), null],
    [order(1, { status: 'PREPARING', closing }), null],
  ])('%#', (one, stage) => expect(stageOf(one)).toBe(stage))

  it('new orders are sorted by their deadline, those of the kitchen by when they are due', () => {
    const stages = byStage([
      order(1, { status: 'AWAITING_CONFIRMATION', waits_until: at(9) }),
      order(2, { status: 'AWAITING_CONFIRMATION', waits_until: at(5) }),
      order(3, { window: span(40) }),
      order(4, { window: span(20) }),
      order(5, { window: span(50), slot: span(50) }),
      order(7, { window: span(20) }),
    ])
    expect(numbers(stages.new)).toEqual([2, 1])
    expect(numbers(stages.waiting)).toEqual([4, 7, 3, 5])
  })
})

describe('the board', () => {
  it('takes nothing that is older than what it knows', () => {
    const board = withOrder(emptyBoard, order(1, { status: 'READY', last_entry: 9 }))
    expect(withOrder(board, order(1, { status: 'PREPARING', last_entry: 8 }))).toBe(board)
    expect(withOrder(board, order(1, { status: 'ON_THE_WAY', last_entry: 10 })).orders['order-1']?.status).toBe('ON_THE_WAY')
  })

  it('keeps what others called off while the kitchen was at it, until it is seen', () => {
    const making = withOrder(emptyBoard, order(1, { status: 'PREPARING' }))
    const stopped = withOrder(making, order(1, { status: 'PREPARING', closing, last_entry: 6 }))
    expect(stopped.stopped).toEqual(['order-1'])
    const over = withOrder(stopped, order(1, { status: 'CANCELLED', closing, last_entry: 7 }))
    expect(over.stopped).toEqual(['order-1'])
    expect(readAnew(over, over, []).orders['order-1']?.status).toBe('CANCELLED')
    expect(withoutStopped(over, 'order-1').stopped).toEqual([])
  })

  it('says nothing of what the store itself called off', () => {
    const making = withOrder(emptyBoard, order(1, { status: 'PREPARING' }))
    const own = withOrder(making, order(1, { status: 'PREPARING', closing: { ...closing, by: 'store' }, last_entry: 6 }))
    expect(own.stopped).toEqual([])
  })

  it('read anew, it keeps what was told meanwhile and drops what has ended', () => {
    const before = [order(1), order(2)].reduce(withOrder, emptyBoard)
    const now = [order(2, { status: 'PREPARING', last_entry: 6 }), order(3)].reduce(withOrder, before)
    const read = readAnew(before, now, [order(2)])
    expect(Object.keys(read.orders).sort()).toEqual(['order-2', 'order-3'])
    expect(read.orders['order-2']?.status).toBe('PREPARING')
  })
})
