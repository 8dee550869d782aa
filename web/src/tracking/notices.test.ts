import { expect, it } from 'vitest'

import type { Schema } from '../api/client.ts'
import { noticesOf } from './notices.ts'

type Message = Schema['MessageView']

const message = (id: string, kind: string, second: number, state: Message['state']): Message => ({
  id,
  kind,
  about: kind,
  at: new Date(1_800_000_000_000 + second * 1_000).toISOString(),
  channel: 'sms',
  state,
})

it('puts what was said at one time together, the latest first, and what was sent before what was not', () => {
  const notices = noticesOf([
    message('1', 'payment-requested', 0, 'NOT_SENT'),
    message('2', 'payment-requested', 0, 'SENT'),
    message('3', 'delayed', 300, 'SENT'),
    message('4', 'delayed', 900, 'SENT'),
    message('5', 'payment-requested', 1, 'NOT_SENT'),
  ])
  expect(notices.map((notice) => notice.map(({ id }) => id))).toEqual([['4'], ['3'], ['2', '5', '1']])
})
