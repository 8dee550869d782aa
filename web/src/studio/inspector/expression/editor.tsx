import { autocompletion, type Completion, type CompletionContext, type CompletionResult, startCompletion } from '@codemirror/autocomplete'
import { setDiagnostics } from '@codemirror/lint'
import { Annotation, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { useEffect, useEffectEvent, useState } from 'react'

import { CodeHost } from '../../../ui/code_host.tsx'
import { codeLineLook, codeWriting } from '../../../ui/code_theme.ts'
import { expressionLanguage } from './highlighting.ts'
import { expressionBefore, type TextShape } from './place.ts'
import { type Sight, type Suggestion, suggestionsFor } from './suggestions.ts'

/** Marks a change that nobody has typed here. */
const fromOutside = Annotation.define<boolean>()

const look = EditorView.theme({
  '.cm-content': { padding: '7px 0' },
  '.cm-line': { padding: '0 10px' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&:not(.cm-focused) .cm-matchingBracket': { backgroundColor: 'transparent' },
})

export type EditorProblem = { from: number; to: number; message: string }

type ExpressionEditorProps = {
  /** Read aloud, with what is wrong. */
  label: string
  error: string | null
  value: string
  onChange: (text: string) => void
  onBlur: () => void
  shape: TextShape
  sight: Sight
  problem: EditorProblem | null
  /** Enter ends the writing: paths have one line. */
  isOneLine?: boolean
}

/** Writes an expression, or JSON with expressions in it, and knows what it may say. */
export default function ExpressionEditor({ label, error, value, onChange, onBlur, shape, sight, problem, isOneLine = false }: ExpressionEditorProps) {
  const [view, setView] = useState<EditorView | null>(null)
  const typed = useEffectEvent(onChange)
  const left = useEffectEvent(onBlur)
  const suggest = useEffectEvent((context: CompletionContext) => completions(context, shape, sight))
  const attributes = useEffectEvent((): Record<string, string> => ({ 'aria-label': label, 'aria-multiline': String(!isOneLine), ...(error ? { 'aria-invalid': 'true', 'aria-description': error } : {}) }))
  const makeState = () =>
    EditorState.create({
      doc: value,
      // An expression is gone on with at its end.
      selection: { anchor: shape === 'expression' ? value.length : 0 },
      extensions: [
        isOneLine ? Prec.high(keymap.of([{ key: 'Enter', run: (editor) => (editor.contentDOM.blur(), true) }])) : [],
        isOneLine ? EditorState.transactionFilter.of((one) => (one.newDoc.lines > 1 ? [] : one)) : [],
        look,
        codeLineLook(),
        codeWriting,
        expressionLanguage(shape, sight.language),
        autocompletion({ override: [(context) => suggest(context)], icons: false }),
        EditorView.contentAttributes.of(() => attributes()),
        EditorView.domEventHandlers({ blur: () => left() }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged || update.transactions.some((one) => one.annotation(fromOutside))) return
          typed(update.state.doc.toString())
          // After a dot come the members of what is before it.
          const head = update.state.selection.main.head
          if (update.transactions.some((one) => one.isUserEvent('input.complete')) && update.state.sliceDoc(head - 1, head) === '.') startCompletion(update.view)
        }),
      ],
    })
  useEffect(() => {
    if (!view || view.state.doc.toString() === value) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value }, annotations: fromOutside.of(true) })
  }, [view, value])
  useEffect(() => {
    if (!view) return
    const end = view.state.doc.length
    const shown = problem ? [{ from: Math.min(problem.from, end), to: Math.min(Math.max(problem.to, problem.from), end), severity: 'error' as const, message: problem.message }] : []
    view.dispatch(setDiagnostics(view.state, shown))
  }, [view, problem?.from, problem?.to, problem?.message])
  useEffect(() => {
    view?.dispatch({})
  }, [view, error])
  return <CodeHost key={`${shape} ${sight.language} ${isOneLine}`} language="text" makeState={makeState} onView={setView} />
}

function completions(context: CompletionContext, shape: TextShape, sight: Sight): CompletionResult | null {
  const text = context.state.doc.toString()
  const begin = expressionBefore(text, context.pos, shape, sight.language)
  if (begin === null) return null
  const found = suggestionsFor(text.slice(begin, context.pos), sight)
  if (!found) return context.explicit ? fresh(context.pos, sight) : null
  return { from: begin + found.from, options: found.options.map(completionOf), validFor: /^\$?[\p{L}\p{N}_.]*$/u }
}

/** All that an expression can begin with. */
function fresh(from: number, sight: Sight): CompletionResult | null {
  const found = suggestionsFor('$', sight)
  return found && { from, options: found.options.map(completionOf) }
}

function completionOf({ label, detail, write, replacesDot = false }: Suggestion): Completion {
  if (!replacesDot) return { label, detail, apply: write ?? label }
  return {
    label,
    detail,
    apply: (view, completion, from, to) => {
      const insert = write ?? completion.label
      view.dispatch({ changes: { from: from - 1, to, insert }, selection: { anchor: from - 1 + insert.length }, userEvent: 'input.complete' })
    },
  }
}
