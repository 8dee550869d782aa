import type { Schema } from '../api/client.ts'
import { added } from '../shop/cart.ts'
import { changeCart } from '../shop/cart_store.ts'

/** Puts what was ordered into the cart, beside what is in it. What has changed since, the cart says by itself. */
export function orderAgain(lines: readonly Schema['LineView'][]): void {
  changeCart((cart) =>
    lines.reduce(
      (filled, { item, options, note, quantity, price }) => added(filled, { item, options, note: note ?? '', quantity, seenPrice: price }),
      cart,
    ),
  )
}
