import { type Diagnostic, linter, lintGutter, setDiagnostics } from '@codemirror/lint'
import { Annotation, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useEffectEvent, useState } from 'react'

import type { CodeEditorProps } from './code_editor.tsx'
import { CodeHost } from './code_host.tsx'
import { codeLook, codeWriting } from './code_theme.ts'

/** Marks a change that comes from outside: nobody has typed it. */
const fromOutside = Annotation.define<boolean>()

async function wrongJson(editor: EditorView): Promise<Diagnostic[]> {
  if (editor.state.doc.length === 0) return []
  const { jsonParseLinter } = await import('@codemirror/lang-json')
  return jsonParseLinter()(editor)
}

export default function CodeEditorView({ label, value, onChange, language, readOnly = onChange === undefined, diagnostics }: Omit<CodeEditorProps, 'className'>) {
  const [view, setView] = useState<EditorView | null>(null)
  const typed = useEffectEvent((text: string) => onChange?.(text))
  const makeState = () =>
    EditorState.create({
      doc: value,
      extensions: [
        codeLook(),
        readOnly ? EditorState.readOnly.of(true) : codeWriting,
        language === 'json' && !readOnly ? linter(wrongJson) : [],
        diagnostics ? lintGutter() : [],
        EditorView.contentAttributes.of({ 'aria-label': label, ...(readOnly ? { 'aria-readonly': 'true', tabindex: '0' } : {}) }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside))) typed(update.state.doc.toString())
        }),
      ],
    })
  useEffect(() => {
    if (!view || view.state.doc.toString() === value) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value }, annotations: fromOutside.of(true) })
  }, [view, value])
  useEffect(() => {
    if (!view || !diagnostics) return
    const end = view.state.doc.length
    const shown = diagnostics.map((one) => ({ ...one, from: Math.min(one.from, end), to: Math.min(one.to, end) }))
    view.dispatch(setDiagnostics(view.state, shown))
  }, [view, diagnostics])
  return <CodeHost language={language} key={`${language} ${readOnly}`} makeState={makeState} onView={setView} />
}
