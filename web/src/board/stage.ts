import type { Schema } from '../api/client.ts'

export type BoardOrder = Schema['BoardOrderView']
export type Status = BoardOrder['status']

/** The columns of the kitchen, as an order passes them. */
export const kitchenStages = ['waiting', 'making', 'ready', 'road'] as const
export type KitchenStage = (typeof kitchenStages)[number]

/** Where an order is, to the store: `new` wants its answer, `customer` waits for somebody else. */
export type Stage = 'new' | 'customer' | KitchenStage

const stages: Record<Status, Stage | null> = {
  RECEIVED: 'customer',
  CHECKING: 'customer',
  NEEDS_CHOICE: 'customer',
  QUOTED: 'customer',
  AWAITING_CONFIRMATION: 'new',
  AWAITING_PAYMENT: 'customer',
  CONFIRMED: 'waiting',
  PREPARING: 'making',
  READY: 'ready',
  COURIER_ASSIGNED: 'ready',
  AT_STORE: 'ready',
  ON_THE_WAY: 'road',
  ARRIVED: 'road',
  DELIVERED: null,
  CANCELLED: null,
  RETURNED: null,
  FAILED: null,
}

/** Null when the store has nothing to do with it any more. */
export function stageOf(order: BoardOrder): Stage | null {
  if (order.closing) return null
  const stage = stages[order.status]
  return stage === 'new' && order.accepted_at ? 'customer' : stage
}

export function isKitchenStage(stage: Stage | null): stage is KitchenStage {
  return stage !== null && kitchenStages.some((one) => one === stage)
}

/** What the board knows. */
export type Board = {
  orders: Readonly<Record<string, BoardOrder>>
  /** Orders that others called off while the kitchen had them, until somebody there has seen it. */
  stopped: readonly string[]
}

export const emptyBoard: Board = { orders: {}, stopped: [] }

const isOlder = (one: BoardOrder, other: BoardOrder) =>
  one.last_entry < other.last_entry || (one.last_entry === other.last_entry && Date.parse(one.updated_at) < Date.parse(other.updated_at))

/** The board with what was told of an order. What is older than what is known changes nothing. */
export function withOrder(board: Board, told: BoardOrder): Board {
  const known = board.orders[told.id]
  if (known && isOlder(told, known)) return board
  const orders = { ...board.orders, [told.id]: told }
  const isStopped = known !== undefined && isKitchenStage(stageOf(known)) && told.closing && told.closing.by !== 'store' && told.closing.by !== 'operator'
  return { orders, stopped: isStopped ? [...board.stopped, told.id] : board.stopped }
}

/**
 * The board as it was read anew: `before` is what was known when the reading began, `now` what is known at its end.
 * What was told meanwhile is newer than what was read, and what was stopped and not seen yet stays.
 */
export function readAnew(before: Board, now: Board, open: readonly BoardOrder[]): Board {
  const kept = now.stopped.flatMap((id) => now.orders[id] ?? [])
  const told = Object.values(now.orders).filter((order) => before.orders[order.id] !== order)
  const read: Board = { orders: Object.fromEntries([...kept, ...open].map((order) => [order.id, order])), stopped: now.stopped }
  return told.reduce(withOrder, read)
}

export function withoutStopped(board: Board, id: string): Board {
  return { ...board, stopped: board.stopped.filter((stopped) => stopped !== id) }
}

const due = (order: BoardOrder) => Date.parse(order.window.to)
const deadline = (order: BoardOrder) => Date.parse(order.waits_until ?? order.placed_at)

/** The orders of each stage: those to be answered by their deadline, all others by when they are due. */
export function byStage(orders: Iterable<BoardOrder>): Record<Stage, BoardOrder[]> {
  const found: Record<Stage, BoardOrder[]> = { new: [], customer: [], waiting: [], making: [], ready: [], road: [] }
  for (const order of orders) {
    const stage = stageOf(order)
    if (stage) found[stage].push(order)
  }
  const sorted = (when: (order: BoardOrder) => number) => (one: BoardOrder, other: BoardOrder) => when(one) - when(other) || one.number - other.number
  for (const stage of kitchenStages) found[stage].sort(sorted(due))
  found.new.sort(sorted(deadline))
  found.customer.sort(sorted(deadline))
  return found
}
