import { describe, expect, it } from 'vitest'

import { cardAt } from './shortcuts.ts'

const card = () => document.createElement('article')

describe('arrows walk over the cards', () => {
  const [a, b, c, d] = [card(), card(), card(), card()]
  const grid = [[a, b], [], [c], [d]]

  it('begins at the first', () => expect(cardAt(grid, null, 'ArrowDown')).toBe(a))

  it('goes up and down in a column, and not beyond its ends', () => {
    expect(cardAt(grid, a, 'ArrowDown')).toBe(b)
    expect(cardAt(grid, b, 'ArrowUp')).toBe(a)
    expect(cardAt(grid, b, 'ArrowDown')).toBeUndefined()
  })

  it('skips empty columns, and stays in a shorter one', () => {
    expect(cardAt(grid, b, 'ArrowRight')).toBe(c)
    expect(cardAt(grid, c, 'ArrowRight')).toBe(d)
    expect(cardAt(grid, a, 'ArrowLeft')).toBeUndefined()
  })
})
