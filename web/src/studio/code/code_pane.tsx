import { autocompletion } from '@codemirror/autocomplete'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { Annotation, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { useEffect, useEffectEvent, useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { CodeHost } from '../../ui/code_host.tsx'
import { codeLook, codeWritingOnly } from '../../ui/code_theme.ts'
import { Note } from '../../ui/states.tsx'
import { stateAt } from '../../workflow/state_at.ts'
import { nodeAt } from '../../workflow/syntax.ts'
import { problemsOf } from '../problems/problems_of.ts'
import { useSession, useStudio } from '../session_context.tsx'
import { completeDefinition } from './complete_definition.ts'
import { markedRange, markRange } from './marked_range.ts'

/** Marks a change that nobody has typed here: the canvas, undo, an import. */
const fromOutside = Annotation.define<boolean>()

/** The text of the definition, in step with the canvas: what is typed here is drawn there, and what is done there is written here. */
export default function CodePane() {
  const t = useTexts()
  const session = useSession()
  const [view, setView] = useState<EditorView | null>(null)
  const text = useStudio((state) => state.text)
  const notation = useStudio((state) => state.document.notation)
  const isStale = useStudio((state) => state.problem !== null)
  const problems = useStudio(problemsOf)
  const document = useStudio((state) => state.document)
  const selection = useStudio((state) => state.selection)

  const makeState = () =>
    EditorState.create({
      doc: text,
      extensions: [
        codeLook(),
        Prec.high(
          keymap.of([
            { key: 'Mod-z', run: () => (session.undo(), true), preventDefault: true },
            { key: 'Mod-y', run: () => (session.redo(), true), preventDefault: true },
            { key: 'Mod-Shift-z', run: () => (session.redo(), true), preventDefault: true },
          ]),
        ),
        codeWritingOnly,
        autocompletion({ override: [completeDefinition(session.now)], icons: false }),
        lintGutter(),
        markedRange,
        EditorView.contentAttributes.of({ 'aria-label': t('studio-code'), tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.transactions.some((one) => one.annotation(fromOutside))) return
          if (update.docChanged) {
            const changes: { from: number; to: number; insert: string }[] = []
            update.changes.iterChanges((from, to, _fromAfter, _toAfter, insert) => changes.push({ from, to, insert: insert.toString() }))
            session.type(changes)
          }
          if (update.selectionSet && update.view.hasFocus) chooseAtCaret(update.state.selection.main.head)
        }),
      ],
    })

  const chooseAtCaret = (caret: number) => {
    const now = session.now()
    const state = now.problem === null ? stateAt(now.document, caret) : null
    if (state !== null) session.select([state])
  }

  useEffect(() => {
    if (view) showText(view, text)
  }, [view, text])

  useEffect(() => {
    if (!view) return
    const end = view.state.doc.length
    const shown = problems.map(({ from, to, severity, message, hint }) => ({
      from: Math.min(from, end),
      to: Math.min(Math.max(to, from), end),
      severity: severity === 'ERROR' ? ('error' as const) : ('warning' as const),
      message: hint ? `${message}\n${hint}` : message,
    }))
    view.dispatch(setDiagnostics(view.state, shown))
  }, [view, problems])

  const show = useEffectEvent((editor: EditorView) => {
    const state = selection.length === 1 && !isStale ? document.states.get(selection[0] ?? '') : undefined
    const node = state && nodeAt(document.root, state.path)
    const range = node && node.to <= editor.state.doc.length ? { from: node.from, to: node.to } : null
    const scroll = range && !editor.hasFocus ? [EditorView.scrollIntoView(range.from, { y: 'start', yMargin: 60 })] : []
    editor.dispatch({ effects: [markRange.of(range), ...scroll], annotations: fromOutside.of(true) })
  })
  useEffect(() => {
    if (view) show(view)
  }, [view, selection, document])

  return (
    <div className="absolute inset-0 flex flex-col">
      {isStale ? <Note tone="bad" className="m-2 text-sm">{t('studio-stale')}</Note> : null}
      <div className="min-h-0 flex-1">
        <CodeHost key={notation} language={notation} makeState={makeState} onView={setView} />
      </div>
    </div>
  )
}

/** Writes what became of the text, and only that, so that the caret and what is folded stay. */
function showText(view: EditorView, text: string): void {
  const before = view.state.doc.toString()
  if (before === text) return
  let from = 0
  const shorter = Math.min(before.length, text.length)
  while (from < shorter && before.charCodeAt(from) === text.charCodeAt(from)) from++
  let end = 0
  while (end < shorter - from && before.charCodeAt(before.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++
  view.dispatch({ changes: { from, to: before.length - end, insert: text.slice(from, text.length - end) }, annotations: fromOutside.of(true) })
}
