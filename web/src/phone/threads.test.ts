import { describe, expect, it } from 'vitest'

import type { DemoMessage } from '../api/demo.ts'
import { threadsOf } from './threads.ts'

const message = (id: string, order: string, state: DemoMessage['state'] = 'SENT'): DemoMessage => ({
  id,
  order,
  number: 1,
  customer: 'Ana',
  channel: 'sms',
  to: null,
  about: '',
  subject: null,
  text: '',
  state,
  why: null,
  until: null,
  at: '2026-11-26T19:00:00Z',
})

describe('threads', () => {
  it('begin with the newest and read from the oldest', () => {
    const threads = threadsOf([message('4', 'b'), message('3', 'a'), message('2', 'b'), message('1', 'a')])
    expect(threads.map(({ order, messages }) => [order, messages.map(({ id }) => id)])).toEqual([
      ['b', ['2', '4']],
      ['a', ['1', '3']],
    ])
  })

  it('have what reached a phone or will, and nothing else', () => {
    const threads = threadsOf([message('3', 'a', 'NOT_SENT'), message('2', 'a', 'HELD'), message('1', 'b', 'FAILED')])
    expect(threads.map(({ messages }) => messages.map(({ id }) => id))).toEqual([['2']])
  })
})
