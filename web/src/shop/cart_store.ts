/** The cart stays in the browser: over reloads, and the same in each of its tabs. */

import { useSyncExternalStore } from 'react'

import { isRecord } from '../api/problem.ts'
import { type Cart, type CartLine, NOTE_MAX, QUANTITY_MAX } from './cart.ts'

const CART = 'entrega.cart'
/** What was ordered last: it comes back if the order comes to nothing. */
const ORDERED = 'entrega.ordered'

const listeners = new Set<() => void>()
let known: { text: string | null; cart: Cart } = { text: null, cart: [] }

/** What was kept, as far as it is a cart: others, and earlier versions of this page, write there too. */
export function parseCart(text: string | null): Cart {
  const kept = parseJson(text)
  return Array.isArray(kept) ? kept.flatMap((line) => parseLine(line) ?? []) : []
}

function parseLine(line: unknown): CartLine | null {
  if (!isRecord(line)) return null
  const { item, options, note, quantity, seenPrice } = line
  const isLine =
    typeof item === 'string' &&
    Array.isArray(options) &&
    options.every((option) => typeof option === 'string') &&
    typeof quantity === 'number' &&
    Number.isInteger(quantity) &&
    quantity >= 1
  if (!isLine) return null
  return {
    item,
    options,
    note: typeof note === 'string' ? note.slice(0, NOTE_MAX) : '',
    quantity: Math.min(quantity, QUANTITY_MAX),
    seenPrice: typeof seenPrice === 'number' ? seenPrice : 0,
  }
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

export function readCart(): Cart {
  const text = localStorage.getItem(CART)
  if (text !== known.text) known = { text, cart: parseCart(text) }
  return known.cart
}

export function changeCart(change: (cart: Cart) => Cart): void {
  const cart = change(readCart())
  if (cart.length === 0) localStorage.removeItem(CART)
  else localStorage.setItem(CART, JSON.stringify(cart))
  tell()
}

/** The cart was ordered. */
export function cartOrdered(order: string): void {
  localStorage.setItem(ORDERED, JSON.stringify({ order, cart: readCart() }))
  changeCart(() => [])
}

/** What was ordered with an order, if it was the last. */
export function orderedCart(order: string): Cart {
  const kept = parseJson(localStorage.getItem(ORDERED))
  return isRecord(kept) && kept.order === order ? parseCart(JSON.stringify(kept.cart)) : []
}

function tell() {
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('storage', tell)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) removeEventListener('storage', tell)
  }
}

export function useCart(): Cart {
  return useSyncExternalStore(listen, readCart)
}
