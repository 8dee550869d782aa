import { describe, expect, it } from 'vitest'

import { cellText, foldItem, isPlain, isSame, type Item, parseTypedItem, readable, readItem, unfoldItem } from './attribute_value.ts'

const item: Item = {
  id: { S: 'a' },
  price: { N: '12.5' },
  huge: { N: '12345678901234567890' },
  raw: { B: 'AAEC' },
  on: { BOOL: true },
  gone: { NULL: true },
  tags: { SS: ['x', 'y'] },
  sizes: { NS: ['1', '2'] },
  lines: { L: [{ M: { n: { N: '1' } } }] },
}

describe('attribute values', () => {
  it('are read as plain JSON; what JSON would round stays a text', () => {
    expect(foldItem(item)).toEqual({ id: 'a', price: 12.5, huge: '12345678901234567890', raw: 'AAEC', on: true, gone: null, tags: ['x', 'y'], sizes: [1, 2], lines: [{ n: 1 }] })
  })

  it('come back from plain JSON when nothing was lost', () => {
    const plain: Item = { id: { S: 'a' }, n: { N: '3' }, deep: { M: { list: { L: [{ BOOL: false }, { NULL: true }] } } } }
    expect(Object.values(plain).every(isPlain)).toBe(true)
    expect(unfoldItem(foldItem(plain))).toEqual(plain)
    expect(['huge', 'raw', 'tags', 'sizes'].filter((name) => isPlain(item[name] ?? { NULL: true }))).toEqual([])
  })

  it('are read with their types, and what is none of them is told by its place', () => {
    expect(parseTypedItem(JSON.parse(JSON.stringify(item)))).toEqual(item)
    expect(() => parseTypedItem({ lines: { L: [{ N: 1 }] } })).toThrow('lines[0]: N?')
    expect(() => parseTypedItem({ id: 'a' })).toThrow('id: {"S"')
    expect(() => parseTypedItem({ id: { S: 'a', N: '1' } })).toThrow('id')
  })

  it('refuses numbers that would be rounded, but not digits within texts', () => {
    expect(() => readItem('{"n": 12345678901234567890}', 'plain')).toThrow('12345678901234567890')
    expect(readItem('{"n": "12345678901234567890", "m": 0.1}', 'plain')).toEqual({ n: { S: '12345678901234567890' }, m: { N: '0.1' } })
    expect(() => readItem('[]', 'plain')).toThrow()
  })

  it('are shown with what JSON texts say', () => {
    expect(readable({ document: { S: '{"total": 1}' }, note: { S: '[not json' } })).toEqual({ item: { document: { total: 1 }, note: '[not json' }, unpacked: ['document'] })
  })

  it('are short in a cell', () => {
    expect([cellText(undefined), cellText({ S: 'x' }), cellText({ NULL: true }), cellText({ L: [{ N: '1' }] })]).toEqual(['', 'x', 'null', '[1]'])
  })

  it('are the same whatever the order of members and sets', () => {
    expect(isSame({ M: { a: { SS: ['x', 'y'] }, b: { N: '1' } } }, { M: { b: { N: '1' }, a: { SS: ['y', 'x'] } } })).toBe(true)
    expect(isSame({ L: [{ N: '1' }, { N: '2' }] }, { L: [{ N: '2' }, { N: '1' }] })).toBe(false)
    expect(isSame({ S: '1' }, { N: '1' })).toBe(false)
  })
})
