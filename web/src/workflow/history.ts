import type { StateId } from './definition.ts'
import { applyChanges, difference, inverted, type TextChange } from './text_change.ts'

/** What an undo or a redo does to the text, and what is selected then. */
export type HistoryMove = { changes: readonly TextChange[]; selection: readonly StateId[] }

export type HistoryEntry = {
  /** The text before the changes. */
  before: string
  changes: readonly TextChange[]
  selection: { before: readonly StateId[]; after: readonly StateId[] }
  /**
   * What is changed bit by bit and undone at once, while its changes come close together: `TYPING`, or a field of a form.
   * Null for what is a step by itself.
   */
  group: string | null
  /** In milliseconds, by any clock that does not go back. */
  at: number
}

/** The group of what is typed in the text: each change must be where the one before it was. */
export const TYPING = 'typing'

/** After a pause like this what is typed is another step. */
const PAUSE_MILLISECONDS = 800

/** The oldest steps are forgotten: with more than so many of them, or with so much text in them. */
const STEPS_MAX = 1_000
const CHARACTERS_MAX = 16_000_000

type Step = { forward: readonly TextChange[]; back: readonly TextChange[]; selection: HistoryEntry['selection'] }

/** One row of steps for all that changes a text, typed or drawn. */
export class EditHistory {
  private undone: Step[] = []
  private done: Step[] = []
  /** The last step, as long as what comes may still be a part of it. */
  private open: { before: string; group: string; at: number } | null = null

  get canUndo(): boolean {
    return this.done.length > 0
  }

  get canRedo(): boolean {
    return this.undone.length > 0
  }

  push(entry: HistoryEntry): void {
    if (entry.changes.length === 0) return
    this.undone = []
    const last = this.done.at(-1)
    if (last && this.open && this.isPartOf(this.open, last, entry)) {
      const { before } = this.open
      const change = difference(before, applyChanges(entry.before, entry.changes))
      const forward = change ? [change] : []
      this.done[this.done.length - 1] = { forward, back: inverted(before, forward), selection: { before: last.selection.before, after: entry.selection.after } }
      this.open.at = entry.at
      if (!change) this.drop()
    } else {
      this.done.push({ forward: entry.changes, back: inverted(entry.before, entry.changes), selection: entry.selection })
      this.open = entry.group === null ? null : { before: entry.before, group: entry.group, at: entry.at }
    }
    this.forgetOldest()
  }

  undo(): HistoryMove | null {
    this.open = null
    const step = this.done.pop()
    if (!step) return null
    this.undone.push(step)
    return { changes: step.back, selection: step.selection.before }
  }

  redo(): HistoryMove | null {
    this.open = null
    const step = this.undone.pop()
    if (!step) return null
    this.done.push(step)
    return { changes: step.forward, selection: step.selection.after }
  }

  /** What comes next is a step of its own. */
  close(): void {
    this.open = null
  }

  clear(): void {
    this.done = []
    this.undone = []
    this.open = null
  }

  private isPartOf(open: { group: string; at: number }, last: Step, entry: HistoryEntry): boolean {
    if (open.group !== entry.group || entry.at - open.at > PAUSE_MILLISECONDS) return false
    if (entry.group !== TYPING) return true
    const [there] = last.back
    const [here] = entry.changes
    return last.back.length === 1 && entry.changes.length === 1 && there !== undefined && here !== undefined && here.from <= there.to && here.to >= there.from
  }

  /** A step that leads to where it began is none. */
  private drop(): void {
    this.done.pop()
    this.open = null
  }

  private forgetOldest(): void {
    let characters = 0
    const kept = this.done.findLastIndex((step) => (characters += sizeOf(step)) > CHARACTERS_MAX) + 1
    this.done.splice(0, Math.max(Math.min(kept, this.done.length - 1), this.done.length - STEPS_MAX))
  }
}

function sizeOf({ forward, back }: Step): number {
  return [...forward, ...back].reduce((sum, change) => sum + change.insert.length, 0)
}
