import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

export type CodeLanguage = 'json' | 'yaml' | 'python' | 'javascript' | 'text'

/** The grammar of a language is fetched when the first text in it is shown. */
const grammars: Record<CodeLanguage, () => Promise<Extension>> = {
  json: async () => (await import('@codemirror/lang-json')).json(),
  yaml: async () => (await import('@codemirror/lang-yaml')).yaml(),
  python: async () => (await import('@codemirror/lang-python')).python(),
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  text: async () => [],
}

const grammar = new Compartment()

/** Gives an editor the colours of its language, once they are there. */
export async function colour(view: EditorView, language: CodeLanguage): Promise<void> {
  const loaded = await grammars[language]()
  if (view.dom.isConnected) view.dispatch({ effects: grammar.reconfigure(loaded) })
}

/** Our colours: custom properties reach into the shadow root, so day and night change without a new editor. */
const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--color-card)', color: 'var(--color-ink)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--color-ink)', padding: '10px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--color-clay)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--color-card)', color: 'var(--color-soft)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--color-ink) 5%, transparent)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'var(--color-river-wash)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--color-sun-wash)', color: 'inherit' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--color-sunken)', border: 'none', color: 'var(--color-soft)', padding: '0 6px' },
  '.cm-searchMatch': { backgroundColor: 'var(--color-sun-wash)' },
  '.cm-panels, .cm-tooltip': { backgroundColor: 'var(--color-raised)', color: 'var(--color-ink)', border: '1px solid var(--color-line)' },
  '.cm-panels input, .cm-panels button': { background: 'var(--color-card)', color: 'inherit', border: '1px solid var(--color-edge)', borderRadius: '4px', padding: '2px 6px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--color-chili)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--color-sun)' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', fontFamily: 'var(--font-mono)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--color-river)', color: 'var(--color-on-river)' },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.75', fontStyle: 'normal', marginLeft: '1em' },
  '.cm-deletedChunk, &.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--color-chili-wash)' },
  '.cm-changedLine, &.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': { backgroundColor: 'var(--color-leaf-wash)' },
  '&.cm-merge-b .cm-changedText, .cm-changedText': { background: 'color-mix(in srgb, var(--color-leaf) 6%, transparent)' },
  '.cm-deletedChunk .cm-deletedText, &.cm-merge-a .cm-changedText': { background: 'color-mix(in srgb, var(--color-chili) 6%, transparent)' },
  '.cm-collapsedLines': { background: 'var(--color-sunken)', color: 'var(--color-soft)' },
  // Their signs are in few fonts.
  '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: 'none' },
})

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.variableName)], color: 'var(--color-river)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--color-leaf)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--color-clay)' },
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--color-plum)' },
  { tag: tags.comment, color: 'var(--color-soft)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.className], color: 'var(--color-sun)' },
  { tag: tags.invalid, color: 'var(--color-chili)' },
])

/** What a line or two of code in a form are shown with. Tab leaves the editor, as elsewhere on a page. */
export function codeLineLook(): Extension {
  return [theme, syntaxHighlighting(colours), grammar.of([]), drawSelection(), bracketMatching(), EditorView.lineWrapping]
}

/** What every other text of code is shown with, whether it can be written or not. */
export function codeLook(): Extension {
  return [codeLineLook(), lineNumbers(), foldGutter(), search({ top: true }), highlightSelectionMatches(), keymap.of([...searchKeymap, ...foldKeymap])]
}

/** And what writing needs besides, where somebody else keeps the history. */
export const codeWritingOnly: Extension = [indentOnInput(), highlightActiveLine(), highlightActiveLineGutter(), keymap.of(defaultKeymap)]

/** The same with a history of its own. */
export const codeWriting: Extension = [codeWritingOnly, history(), keymap.of(historyKeymap)]
