import { describe, expect, it } from 'vitest'

import { filterOf, fits, type Message, searchOf } from './outbox_filter.ts'

const message: Message = {
  id: 'm',
  order: 'o1',
  kind: 'on-the-way',
  about: 'saiu para entrega',
  channel: 'sms',
  to: '•••• 4321',
  text: 'Seu pedido saiu com Rita.',
  state: 'SENT',
  at: '2026-11-26T19:00:00Z',
}

describe('the filter of the outbox', () => {
  it('is what the address says, and nothing that it cannot mean', () => {
    expect(filterOf({ channel: 'sms', state: 'LOST', q: 'pix' })).toEqual({ channel: 'sms', state: null, q: 'pix' })
    expect(searchOf(filterOf({ channel: 'sms', state: 'HELD' }))).toEqual({ channel: 'sms', state: 'HELD' })
    expect(searchOf(filterOf({}))).toEqual({})
  })

  it.each([
    [{}, true],
    [{ channel: 'sms' }, true],
    [{ channel: 'email' }, false],
    [{ state: 'NOT_SENT' }, false],
    [{ q: 'rita 4321' }, true],
    [{ q: 'rita pix' }, false],
  ])('%j', (search, found) => expect(fits(message, filterOf(search))).toBe(found))
})
