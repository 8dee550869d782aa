import { describe, expect, it } from 'vitest'

import { changeTrouble, likelyNotes } from './change.ts'

describe('troco para', () => {
  it.each([
    [null, 'not_money'],
    [5_050, 'not_whole'],
    [4_800, 'too_little'],
    [4_900, null],
    [10_000, null],
    [24_800, null],
    [24_900, 'too_much'],
  ])('%s of R$ 48,90 is %s', (handed, trouble) => expect(changeTrouble(handed, 4_890)).toBe(trouble))

  it('offers the notes that people have', () => {
    expect(likelyNotes(3_480)).toEqual([4_000, 5_000, 10_000])
    expect(likelyNotes(5_000)).toEqual([10_000])
    expect(likelyNotes(11_870)).toEqual([12_000, 15_000, 20_000])
  })
})
