import { describe, expect, it } from 'vitest'

import type { Asking } from './hearing.ts'
import { heardNothing, listenTo, NAG_EVERY_MS } from './hearing.ts'

const calm = (id: string): Asking => ({ id, urgency: 'calm' })
const near = (id: string): Asking => ({ id, urgency: 'near' })

describe('what is heard', () => {
  it('a bell for each new order, once', () => {
    const first = listenTo([calm('a')], heardNothing, 0)
    expect(first.sound).toBe('bell')
    expect(listenTo([calm('a')], first.heard, 1_000).sound).toBeNull()
    expect(listenTo([calm('a'), calm('b')], first.heard, 1_000).sound).toBe('bell')
  })

  it('one bell for several that come at once', () => {
    const both = listenTo([calm('a'), calm('b')], heardNothing, 0)
    expect(both.sound).toBe('bell')
    expect(listenTo([calm('a'), calm('b')], both.heard, 1_000).sound).toBeNull()
  })

  it('a nag while time runs out, now and then', () => {
    const { heard } = listenTo([calm('a')], heardNothing, 0)
    const nagged = listenTo([near('a')], heard, 10_000)
    expect(nagged.sound).toBe('nag')
    expect(listenTo([near('a')], nagged.heard, 11_000).sound).toBeNull()
    expect(listenTo([near('a')], nagged.heard, 10_000 + NAG_EVERY_MS).sound).toBe('nag')
  })

  it('a bell before a nag, and the nag right after', () => {
    const both = listenTo([near('a')], heardNothing, 0)
    expect(both.sound).toBe('bell')
    expect(listenTo([near('a')], both.heard, 1_000).sound).toBe('nag')
  })

  it('silence when everything is answered or too late', () => {
    const { heard } = listenTo([near('a')], heardNothing, 0)
    expect(listenTo([], heard, 1_000).sound).toBeNull()
    expect(listenTo([{ id: 'a', urgency: 'over' }], heard, 1_000).sound).toBeNull()
  })
})
