import { describe, expect, it } from 'vitest'

import type { Entry, Followed } from './followed.ts'
import { isOver, phaseOf, type Status, stopStates } from './status.ts'
import { shortWords, statusWords } from './status_words.ts'

const statuses = [
  'RECEIVED', 'CHECKING', 'NEEDS_CHOICE', 'QUOTED', 'AWAITING_CONFIRMATION', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING', 'READY',
  'COURIER_ASSIGNED', 'AT_STORE', 'ON_THE_WAY', 'ARRIVED', 'DELIVERED', 'CANCELLED', 'RETURNED', 'FAILED',
] as const satisfies readonly Status[]

const window = { from: '2026-11-26T22:40:00Z', to: '2026-11-26T22:52:00Z' }
const order = (status: Status, more: Partial<Followed> = {}): Followed => ({
  number: 1042,
  store: 'Cantinho da Praça',
  storePoint: { x: 0, y: 0 },
  firstName: 'Marina',
  status,
  statusText: 'as the server says it',
  window,
  promised: window,
  lines: [],
  totals: { items: 0, fee: 0, total: 0 },
  payment: { method: 'PIX', state: 'PENDING', paid: 0, refunded: 0 },
  courier: null,
  pin: null,
  home: null,
  placedAt: window.from,
  pixPicture: '/pix.svg',
  ...more,
})
const t = (id: string, args?: Record<string, unknown>) => (args ? `${id} ${JSON.stringify(args)}` : id)
const told = (status: Status, timeline: Entry[] = [], more: Partial<Followed> = {}) => statusWords({ order: order(status, more), timeline, t, now: Date.parse(window.from), timeZone: 'UTC' })

describe('a status', () => {
  it.each(statuses)('%s has its words', (status) => {
    const { title, next } = told(status)
    expect(title).toMatch(/^tracking-/)
    expect(next.length).toBeGreaterThan(0)
    expect(shortWords(status, t)).toMatch(/^tracking-/)
  })

  it.each(['CANCELLED', 'RETURNED', 'FAILED'] as const)('%s never says that something was delivered', (status) => {
    const { title, next } = told(status)
    expect(`${title} ${next} ${shortWords(status, t)}`).not.toMatch(/deliver/)
    expect(Object.values(stopStates(phaseOf(status)))).not.toContain('done')
  })

  it('goes one way along the stops', () => {
    const order = ['ahead', 'here', 'done']
    const underWay = statuses.filter((status) => !isOver(status))
    for (const [index, status] of underWay.entries()) {
      const before = underWay[index - 1]
      if (!before) continue
      const [was, is] = [stopStates(phaseOf(before)), stopStates(phaseOf(status))]
      for (const stop of ['asked', 'paid', 'kitchen', 'road', 'home'] as const) expect(order.indexOf(is[stop])).toBeGreaterThanOrEqual(order.indexOf(was[stop]))
    }
    expect(new Set(Object.values(stopStates(phaseOf('DELIVERED'))))).toEqual(new Set(['done']))
  })

  it('counts down to the end of a Pix', () => {
    const payment = { method: 'PIX', state: 'PENDING', paid: 0, refunded: 0, pix: { code: '0002', until: '2026-11-26T22:49:58Z' } } as const
    expect(told('AWAITING_PAYMENT', [], { payment }).title).toBe('tracking-awaiting-pix {"left":"09:58"}')
  })

  it('says that a card was declined, whatever else is awaited', () => {
    const payment = { method: 'CARD', state: 'DECLINED', paid: 0, refunded: 0 } as const
    expect(told('AWAITING_PAYMENT', [], { payment }).title).toBe('tracking-declined')
  })

  it('tells the PIN’s owner to say it, and others that somebody will', () => {
    expect(told('ARRIVED', [], { pin: '4821' }).next).toMatch(/^tracking-arrived-pin-next/)
    expect(told('ARRIVED').next).toMatch(/^tracking-arrived-next/)
  })
})
