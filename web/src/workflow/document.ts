import { allStates, type State, type StateId, type Workflow, workflowOf } from './definition.ts'
import type { Notation, SyntaxNode, SyntaxProblem, SyntaxResult } from './syntax.ts'
import { parseJson } from './syntax/json.ts'
import { parseYaml } from './syntax/yaml.ts'

/** A definition as the studio holds it: its text, how that is written, and the workflow it describes. */
export type WorkflowDocument = {
  text: string
  notation: Notation
  root: SyntaxNode
  workflow: Workflow
  states: ReadonlyMap<StateId, State>
}

/** A text is JSON when it begins as JSON does, also with a comment, which JSON refuses in clearer words; else it is YAML. */
export function notationOf(text: string): Notation {
  return /^[\ufeff\s]*([{[/]|$)/.test(text) ? 'json' : 'yaml'
}

export function parseSyntax(text: string, notation: Notation = notationOf(text)): SyntaxResult {
  const read = notation === 'json' ? parseJson(text) : parseYaml(text)
  return 'root' in read ? { root: read.root, notation } : read
}

/** Reads whatever can be drawn: names may dangle, types may be missing, a blank definition is one. */
export function readDocument(text: string, notation: Notation = notationOf(text)): WorkflowDocument | { problem: SyntaxProblem } {
  const read = parseSyntax(text, notation)
  if ('problem' in read) return read
  const workflow = workflowOf(read.root)
  if (!workflow) return { problem: { code: 'object_expected', message: 'a definition is an object', from: read.root.from, to: read.root.to } }
  return { text, notation: read.notation, root: read.root, workflow, states: new Map([...allStates(workflow)].map((state) => [state.id, state])) }
}
