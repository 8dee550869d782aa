import { beforeEach, describe, expect, it } from 'vitest'

import { added, type CartLine, NOTE_MAX, QUANTITY_MAX } from './cart.ts'
import { cartOrdered, changeCart, orderedCart, parseCart, readCart } from './cart_store.ts'

const bread: CartLine = { item: 'pao-de-queijo', options: [], note: 'quentinho', quantity: 2, seenPrice: 1_690 }

beforeEach(() => localStorage.clear())

describe('the cart in the browser', () => {
  it('is there again after a reload', () => {
    changeCart((cart) => added(cart, bread))
    expect(parseCart(localStorage.getItem('entrega.cart'))).toEqual([bread])
    expect(readCart()).toEqual([bread])
  })

  it('is the same value as long as it is the same cart', () => {
    changeCart((cart) => added(cart, bread))
    expect(readCart()).toBe(readCart())
  })

  it('follows what another tab has written', () => {
    changeCart((cart) => added(cart, bread))
    localStorage.setItem('entrega.cart', JSON.stringify([{ ...bread, quantity: 5 }]))
    expect(readCart()[0]?.quantity).toBe(5)
  })

  it.each([null, '', 'nonsense', '{}', '"text"', '[1, null, {}]', '[{"item":"x","options":[1],"quantity":1}]', '[{"item":"x","options":[],"quantity":0}]'])('%s is an empty cart', (text) =>
    expect(parseCart(text)).toEqual([]),
  )

  it('what is too much is cut down to what can be ordered', () => {
    const kept = parseCart(JSON.stringify([{ ...bread, quantity: 900, note: 'a'.repeat(500) }]))
    expect(kept[0]?.quantity).toBe(QUANTITY_MAX)
    expect(kept[0]?.note).toHaveLength(NOTE_MAX)
  })

  it('is empty after it was ordered, and comes back for that order alone', () => {
    changeCart((cart) => added(cart, bread))
    cartOrdered('order-1')
    expect(readCart()).toEqual([])
    expect(orderedCart('order-1')).toEqual([bread])
    expect(orderedCart('order-2')).toEqual([])
  })
})
