import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { newAttempt, openAttempt, pauseBefore, place } from './attempt.ts'

const wish = { cart: { lines: [{ item: 'pudim', quantity: 2 }] }, quote: 'signed', payment: { type: 'PIX' as const } }
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

beforeEach(() => {
  sessionStorage.clear()
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Answers one after the other; notes under which keys it was asked. */
function server(...answers: (Response | 'lost')[]): string[] {
  const keys: string[] = []
  vi.stubGlobal('fetch', (request: Request) => {
    keys.push(request.headers.get('idempotency-key') ?? '')
    const answer = answers.shift() ?? 'lost'
    return answer === 'lost' ? Promise.reject(new TypeError('connection reset')) : Promise.resolve(answer)
  })
  return keys
}

describe('an attempt to order', () => {
  it('is sent under its key until it is answered', async () => {
    const keys = server('lost', json(503, { code: 'unavailable', title: '…' }), json(200, { id: 'o1' }))
    const attempt = newAttempt(wish)
    const lost: number[] = []
    const placed = place(attempt, (times) => lost.push(times))
    await vi.runAllTimersAsync()
    expect((await placed).id).toBe('o1')
    expect(keys).toEqual([attempt.key, attempt.key, attempt.key])
    expect(lost).toEqual([1, 2])
  })

  it('is kept until it is answered', async () => {
    server('lost', json(201, { id: 'o1' }))
    const attempt = newAttempt(wish)
    const placed = place(attempt, () => expect(openAttempt()).toEqual(attempt))
    await vi.runAllTimersAsync()
    await placed
    expect(openAttempt()).toBeNull()
  })

  it('ends with a refusal, which is an answer', async () => {
    const keys = server(json(409, { code: 'quote_expired', title: 'expired' }))
    const placed = place(newAttempt(wish), () => undefined)
    await expect(placed).rejects.toMatchObject({ code: 'quote_expired' })
    expect(keys).toHaveLength(1)
    expect(openAttempt()).toBeNull()
  })

  it('has a key of its own', () => expect(newAttempt(wish).key).not.toBe(newAttempt(wish).key))

  it('waits longer each time, up to a limit', () => expect([1, 2, 3, 4, 5, 9].map(pauseBefore)).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]))
})
