import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'

import { isStateType, stateTypes } from '../../workflow/definition.ts'
import { fieldsOf, machineFields } from '../../workflow/fields.ts'
import { nodeAt, type Path, pathAt, type SyntaxNode } from '../../workflow/syntax.ts'
import type { StudioState } from '../session.ts'

/** What can be written where the caret is: the fields of a state of this type, types, the names of states. */

const leads = new Set<string | number | undefined>(['Next', 'Default', 'StartAt'])

const wordsOf = (words: readonly string[], type: Completion['type']): Completion[] => words.map((label) => ({ label, type }))

export function completeDefinition(now: () => StudioState) {
  return (context: CompletionContext): CompletionResult | null => {
    const { document } = now()
    const word = context.matchBefore(/[\w.-]*/)
    if (!word || (word.from === word.to && !context.explicit && !/["'\s]$/.test(context.state.sliceDoc(Math.max(0, word.from - 1), word.from)))) return null
    const path = pathAt(document.root, Math.min(context.pos, document.text.length))
    const before = context.state.sliceDoc(context.state.doc.lineAt(word.from).from, word.from)
    const value = /["']?([\w]+)["']?\s*:\s*["']?$/.exec(before)?.[1]
    if (leads.has(value)) return { from: word.from, options: wordsOf(namesBeside(document.root, path), 'constant') }
    if (value === 'Type') return { from: word.from, options: wordsOf(stateTypes, 'type') }
    if (value === 'QueryLanguage') return { from: word.from, options: wordsOf(['JSONata', 'JSONPath'], 'constant') }
    if (value !== undefined) return null
    const state = statePath(path)
    if (!state) return { from: word.from, options: wordsOf(machineFields, 'property') }
    const type = memberOf(nodeAt(document.root, state), 'Type')
    if (!isStateType(type)) return { from: word.from, options: wordsOf(['Type'], 'property') }
    const written = namesIn(nodeAt(document.root, state))
    const language = memberOf(nodeAt(document.root, state), 'QueryLanguage') ?? document.workflow.queryLanguage
    const fields = fieldsOf(type, language === 'JSONata' ? 'JSONata' : 'JSONPath').filter((field) => !written.includes(field))
    return { from: word.from, options: wordsOf(fields, 'property') }
  }
}

/** The state a place is in. */
function statePath(path: Path): Path | null {
  const index = path.findLastIndex((step, at) => step === 'States' && at + 1 < path.length)
  return index < 0 ? null : path.slice(0, index + 2)
}

/** The states of the scope a place is in: those it can lead to. */
function namesBeside(root: SyntaxNode, path: Path): string[] {
  const index = path.lastIndexOf('States')
  return namesIn(nodeAt(root, index < 0 ? ['States'] : path.slice(0, index + 1)))
}

function namesIn(node: SyntaxNode | null): string[] {
  return node?.kind === 'object' ? node.members.map((member) => member.name) : []
}

function memberOf(node: SyntaxNode | null, name: string): unknown {
  const value = node?.kind === 'object' ? node.members.find((member) => member.name === name)?.value : undefined
  return value?.kind === 'scalar' ? value.value : undefined
}
