import { unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

import { useTexts } from '../texts/texts.tsx'
import type { CodeDiffProps } from './code_editor.tsx'
import { CodeHost } from './code_host.tsx'
import { codeLook } from './code_theme.ts'

/** Lines that did not change are folded when there are more of them than this. */
const FOLDED_LINES = 6

export default function CodeDiffView({ label, before, after, language }: Omit<CodeDiffProps, 'className'>) {
  const t = useTexts()
  const makeState = () =>
    EditorState.create({
      doc: after,
      extensions: [
        codeLook(),
        EditorState.phrases.of({ '$ unchanged lines': t('code-unchanged') }),
        EditorState.readOnly.of(true),
        unifiedMergeView({ original: before, mergeControls: false, highlightChanges: true, collapseUnchanged: { margin: 2, minSize: FOLDED_LINES } }),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
      ],
    })
  return <CodeHost language={language} key={`${before.length} ${after.length} ${before} ${after}`} makeState={makeState} onView={() => undefined} />
}
