/**
 * One attempt to place an order: the request and the key that makes it one order, however often it is
 * sent. It is kept until it is answered, so that a lost answer, or a page that is closed meanwhile,
 * neither loses the order nor doubles it.
 */

import { answerOf, api, type Schema } from '../../api/client.ts'
import { isRecord, ProblemError, Unreachable } from '../../api/problem.ts'

export type OrderWish = Schema['OrderWish']
export type Order = Schema['OrderView']
export type Attempt = { key: string; wish: OrderWish }

const KEY = 'entrega.attempt'
/** It is sent again after so long, then longer … */
const AGAIN_MS = 1_000
/** … but no longer than this. */
const AGAIN_MAX_MS = 8_000

export function newAttempt(wish: OrderWish): Attempt {
  return { key: crypto.randomUUID(), wish }
}

/** The attempt that nobody has answered yet. */
export function openAttempt(): Attempt | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    return isAttempt(kept) ? kept : null
  } catch {
    return null
  }
}

function isAttempt(value: unknown): value is Attempt {
  return isRecord(value) && typeof value.key === 'string' && isRecord(value.wish) && typeof value.wish.quote === 'string' && isRecord(value.wish.cart)
}

/** Nobody knows whether it was done: the same may be sent again. */
export function isLost(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ProblemError && (error.status >= 500 || error.status === 408 || error.status === 429))
}

/** How long to wait before it is sent for the `n`th time again. */
export function pauseBefore(n: number): number {
  return Math.min(AGAIN_MS * 2 ** (n - 1), AGAIN_MAX_MS)
}

/** Sends it until it is answered; `onLost` is told how often it was not. */
export async function place({ key, wish }: Attempt, onLost: (times: number) => void): Promise<Order> {
  sessionStorage.setItem(KEY, JSON.stringify({ key, wish }))
  for (let lost = 1; ; lost += 1) {
    try {
      const order = await answerOf(api.POST('/api/orders', { params: { header: { 'Idempotency-Key': key } }, body: wish }))
      sessionStorage.removeItem(KEY)
      return order
    } catch (error) {
      if (!isLost(error)) {
        sessionStorage.removeItem(KEY)
        throw error
      }
      onLost(lost)
      await new Promise((resolve) => setTimeout(resolve, pauseBefore(lost)))
    }
  }
}
