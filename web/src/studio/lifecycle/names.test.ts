import { describe, expect, it } from 'vitest'

import { freeName, isMachineName, nameOf } from './names.ts'

describe('names of machines', () => {
  it('are 1 to 80 plain letters, digits, hyphens and underscores', () => {
    for (const name of ['a', 'order', 'Order_2-b', 'x'.repeat(80)]) expect(isMachineName(name), name).toBe(true)
    for (const name of ['', 'x'.repeat(81), 'a b', 'ação', 'a/b', 'a.b', 'a\n']) expect(isMachineName(name), name).toBe(false)
  })

  it('are counted on when they are taken, and do not get longer than they may', () => {
    expect(freeName('order', new Set())).toBe('order')
    expect(freeName('order', new Set(['order', 'order-2']))).toBe('order-3')
    const long = 'x'.repeat(80)
    expect(freeName(long, new Set([long]))).toBe(`${'x'.repeat(78)}-2`)
  })

  it('are made of the names of files', () => {
    expect(nameOf('order.asl.json')).toBe('order')
    expect(nameOf('Cobrança & entrega.yaml')).toBe('Cobranca-entrega')
    expect(nameOf('日本.json')).toBe('')
  })
})
