/** What somebody is about to order. It knows no prices: those are the menu's, and in the end the quote's. */

import type { Schema } from '../api/client.ts'
import { type Item, itemOf, type MenuView } from './menu.ts'
import { type Chosen, isMakeable, unitPrice } from './options.ts'

export type CartLine = {
  item: string
  options: Chosen
  note: string
  quantity: number
  /** What one cost when the customer last saw it, in centavos. */
  seenPrice: number
}

export type Cart = readonly CartLine[]

/** What the API takes of one line, and of a note. */
export const QUANTITY_MAX = 50
export const NOTE_MAX = 140

/** Lines that ask for the same are one line. */
export function lineKey(line: Pick<CartLine, 'item' | 'options' | 'note'>): string {
  return [line.item, [...line.options].sort().join('+'), line.note.trim()].join('|')
}

export function added(cart: Cart, line: CartLine): Cart {
  const key = lineKey(line)
  const same = cart.find((other) => lineKey(other) === key)
  if (!same) return [...cart, line]
  const quantity = Math.min(same.quantity + line.quantity, QUANTITY_MAX)
  return cart.map((other) => (other === same ? { ...line, quantity } : other))
}

export function removed(cart: Cart, key: string): Cart {
  return cart.filter((line) => lineKey(line) !== key)
}

export function withQuantity(cart: Cart, key: string, quantity: number): Cart {
  if (quantity < 1) return removed(cart, key)
  return cart.map((line) => (lineKey(line) === key ? { ...line, quantity: Math.min(quantity, QUANTITY_MAX) } : line))
}

/** A line takes the place of another, or joins the one that asks for the same. */
export function replaced(cart: Cart, key: string, line: CartLine): Cart {
  const at = cart.findIndex((other) => lineKey(other) === key)
  if (at < 0) return added(cart, line)
  const joins = cart.some((other, index) => index !== at && lineKey(other) === lineKey(line))
  return joins ? added(removed(cart, key), line) : cart.with(at, line)
}

/** How many of an item are in the cart, however they are made. */
export function countOf(cart: Cart, item: string): number {
  return cart.filter((line) => line.item === item).reduce((count, line) => count + line.quantity, 0)
}

export function pieces(cart: Cart): number {
  return cart.reduce((count, line) => count + line.quantity, 0)
}

/** What the menu says of a line now. */
export type LineState =
  | { kind: 'fine' }
  /** The menu has no such item any more. */
  | { kind: 'gone' }
  /** There are fewer than all lines with this item ask for together; none at 0. */
  | { kind: 'short'; left: number }
  /** What was chosen cannot be chosen any more. */
  | { kind: 'changed' }

export type PricedLine = CartLine & { key: string; of: Item | null; unit: number; total: number; state: LineState }
export type PricedCart = { lines: PricedLine[]; items: number; isOrderable: boolean }

/** The cart at the prices of the menu as it is now. */
export function priced(cart: Cart, menu: MenuView): PricedCart {
  const lines = cart.map((line): PricedLine => {
    const key = lineKey(line)
    const of = itemOf(menu, line.item) ?? null
    if (!of) return { ...line, key, of, unit: 0, total: 0, state: { kind: 'gone' } }
    const unit = unitPrice(of, line.options)
    return { ...line, key, of, unit, total: unit * line.quantity, state: stateOf(line, of, countOf(cart, line.item)) }
  })
  return {
    lines,
    items: lines.reduce((sum, line) => sum + line.total, 0),
    isOrderable: lines.length > 0 && lines.every((line) => line.state.kind === 'fine'),
  }
}

function stateOf(line: CartLine, item: Item, wanted: number): LineState {
  if (item.available < wanted) return { kind: 'short', left: item.available }
  return isMakeable(item, line.options) ? { kind: 'fine' } : { kind: 'changed' }
}

export function cartWish(cart: Cart): Schema['CartWish'] {
  return {
    lines: cart.map(({ item, options, note, quantity }) => ({ item, quantity, options: [...options], note: note.trim() || null })),
  }
}
