import { StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'

/** The lines of the state that is selected on the canvas. */

export type Range = { from: number; to: number }

export const markRange = StateEffect.define<Range | null>()

const line = Decoration.line({ class: 'cm-selected-state' })

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marked, transaction) {
    let next = marked.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(markRange)) continue
      const range = effect.value
      if (!range) return Decoration.none
      const lines = []
      for (let at = transaction.state.doc.lineAt(range.from); ; at = transaction.state.doc.line(at.number + 1)) {
        lines.push(line.range(at.from))
        if (at.to >= range.to) break
      }
      next = Decoration.set(lines)
    }
    return next
  },
  provide: (marked) => EditorView.decorations.from(marked),
})

const look = EditorView.theme({ '.cm-selected-state': { backgroundColor: 'color-mix(in srgb, var(--color-river) 9%, transparent)', boxShadow: 'inset 3px 0 0 var(--color-river)' } })

export const markedRange = [field, look]
