import type { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'

import { type CodeLanguage, colour } from './code_theme.ts'

type CodeHostProps = { language: CodeLanguage; makeState: () => EditorState; onView: (view: EditorView | null) => void }

/** Where an editor lives: in a shadow root it adopts its style sheets, where a page's policy allows no `<style>`. */
export function CodeHost({ language, makeState, onView }: CodeHostProps) {
  const host = useRef<HTMLDivElement>(null)
  const begin = useEffectEvent((root: ShadowRoot) => {
    const view = new EditorView({ state: makeState(), root, parent: root })
    onView(view)
    void colour(view, language)
    return view
  })
  const end = useEffectEvent((view: EditorView) => {
    onView(null)
    view.destroy()
  })
  useEffect(() => {
    const element = host.current
    if (!element) return
    const view = begin(element.shadowRoot ?? element.attachShadow({ mode: 'open' }))
    return () => end(view)
  }, [])
  return <div ref={host} className="size-full" />
}
