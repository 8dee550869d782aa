import { describe, expect, it } from 'vitest'

import { EditHistory, type HistoryEntry, TYPING } from './history.ts'
import { applyChanges, type TextChange } from './text_change.ts'

/** A text and its history, as the studio holds them. */
class Typed {
  readonly history = new EditHistory()
  text: string
  now = 0

  constructor(text: string) {
    this.text = text
  }

  change(changes: TextChange[], group: string | null, selection: HistoryEntry['selection'] = { before: [], after: [] }): void {
    this.history.push({ before: this.text, changes, selection, group, at: this.now })
    this.text = applyChanges(this.text, changes)
  }

  type(at: number, insert: string, removed = 0): void {
    this.change([{ from: at, to: at + removed, insert }], TYPING)
    this.now += 100
  }

  go(direction: 'undo' | 'redo'): string {
    const move = this.history[direction]()
    if (move) this.text = applyChanges(this.text, move.changes)
    return this.text
  }
}

describe('the history', () => {
  it('undoes what is typed together at once, and a pause parts it', () => {
    const typed = new Typed('ab')
    for (const [index, letter] of [...'xyz'].entries()) typed.type(1 + index, letter)
    typed.type(3, '', 1)
    typed.now += 5_000
    typed.type(3, '!')
    expect(typed.text).toBe('axy!b')
    expect(typed.go('undo')).toBe('axyb')
    expect(typed.go('undo')).toBe('ab')
    expect(typed.history.canUndo).toBe(false)
    expect(typed.go('redo')).toBe('axyb')
    expect(typed.go('redo')).toBe('axy!b')
    expect(typed.history.canRedo).toBe(false)
  })

  it('parts what is typed in different places', () => {
    const typed = new Typed('0123456789')
    typed.type(1, 'a')
    typed.type(8, 'b')
    expect(typed.go('undo')).toBe('0a123456789')
    expect(typed.go('undo')).toBe('0123456789')
  })

  it('takes the changes of one field as one, wherever they are', () => {
    const typed = new Typed('one two')
    typed.change([{ from: 0, to: 3, insert: '1' }], 'Comment')
    typed.change([{ from: 0, to: 1, insert: '11' }, { from: 2, to: 2, insert: '--' }], 'Comment')
    typed.change([{ from: 0, to: 0, insert: '>' }], 'Other')
    expect(typed.text).toBe('>11 --two')
    expect(typed.go('undo')).toBe('11 --two')
    expect(typed.go('undo')).toBe('one two')
  })

  it('is one for what is typed and what is drawn, and selects what was selected', () => {
    const typed = new Typed('{}')
    typed.type(1, 'x')
    typed.change([{ from: 0, to: 3, insert: '[1]' }], null, { before: ['A'], after: ['B'] })
    typed.type(3, 'y')
    expect(typed.go('undo')).toBe('[1]')
    const back = typed.history.undo()
    expect(back?.selection).toEqual(['A'])
    expect(typed.history.redo()?.selection).toEqual(['B'])
  })

  it('forgets what was undone when something else is done', () => {
    const typed = new Typed('a')
    typed.type(1, 'b')
    typed.go('undo')
    typed.type(1, 'c')
    expect(typed.history.canRedo).toBe(false)
    expect(typed.go('undo')).toBe('a')
  })

  it('has no step that leads to where it began', () => {
    const typed = new Typed('a')
    typed.type(1, 'b')
    typed.type(1, '', 1)
    expect(typed.history.canUndo).toBe(false)
  })

  it('has an end: the oldest steps are forgotten', () => {
    const typed = new Typed('')
    for (let count = 0; count < 1_100; count++) typed.change([{ from: 0, to: 0, insert: 'x' }], null)
    let steps = 0
    while (typed.history.canUndo) {
      typed.go('undo')
      steps++
    }
    expect(steps).toBe(1_000)
    const large = new Typed('')
    for (let count = 0; count < 20; count++) large.change([{ from: 0, to: large.text.length, insert: `${count}`.repeat(500_000) }], null)
    steps = 0
    while (large.history.undo()) steps++
    expect(steps).toBeLessThan(20)
    expect(steps).toBeGreaterThan(5)
  })
})
