import { allScopes, allStates, type Scope } from '../../workflow/definition.ts'
import type { WorkflowDocument } from '../../workflow/document.ts'
import type { Edit } from '../../workflow/edit.ts'
import { freeName } from '../../workflow/state_names.ts'
import { memberOf, nodeAt, type Path, pathOf } from '../../workflow/syntax.ts'
import type { Problem } from './problems_of.ts'

/** What mends a problem with one press. The engine's words are AWS's own, and say which rule is broken. */
export type QuickFix =
  | { kind: 'lead_to' | 'create' | 'remove_state' | 'rename_state' | 'remove_field' | 'end_here' | 'go_on'; about: string; edit: Edit }
  | { kind: 'rename_field' | 'set_value'; about: string; to: string; edit: Edit }

/** Names that differ by more letters than this are not meant to be the same. */
const LETTERS_WRONG_MAX = 3

const words = {
  missingTarget: /^Missing '(\w+)' target: (.*)$/,
  unreachable: /^State "(.*)" is not reachable/,
  nextOrEnd: /only one of the following fields: \[Next, End\]/,
  unknownField: /^Field '([^']+)' is not supported/,
  otherLanguage: /but field '([^']+)' is only supported for/,
  duplicate: /^Duplicate State name/,
  minimum: /^Minimum value is (-?[\d.]+)/,
  maximum: /^Maximum value is (-?[\d.]+)/,
}

export function quickFixes(problem: Problem, document: WorkflowDocument): QuickFix[] {
  const { message, hint } = problem
  const path = problem.location ? pathOf(problem.location, document.root) : []

  const [, , target] = words.missingTarget.exec(message) ?? []
  if (target !== undefined) return leadSomewhere(document, path, target)

  if (words.unreachable.test(message) && problem.state !== null) {
    return [{ kind: 'remove_state', about: problem.state, edit: { kind: 'remove', states: [problem.state] } }]
  }
  if (words.nextOrEnd.test(message) && problem.state !== null) {
    const state = nodeAt(document.root, path)
    const hasBoth = state !== null && memberOf(state, 'Next') !== null && memberOf(state, 'End') !== null
    const end: QuickFix = { kind: 'end_here', about: problem.state, edit: { kind: 'connect', from: problem.state, as: { kind: 'end' }, to: 'END' } }
    if (hasBoth) return [{ kind: 'go_on', about: problem.state, edit: { kind: 'set', path: [...path, 'End'], value: undefined } }, end]
    return [end]
  }
  const [, unknown] = words.unknownField.exec(message) ?? words.otherLanguage.exec(message) ?? []
  if (unknown !== undefined) {
    const member = memberOf(nodeAt(document.root, path) ?? document.root, unknown)
    if (!member) return []
    const [, meant] = /did you mean `([^`]+)`/.exec(hint ?? '') ?? []
    const remove: QuickFix = { kind: 'remove_field', about: unknown, edit: { kind: 'set', path: [...path, unknown], value: undefined } }
    if (meant === undefined) return [remove]
    const written = document.text.slice(member.nameFrom, member.nameTo).replace(unknown, meant)
    return [{ kind: 'rename_field', about: unknown, to: meant, edit: { kind: 'text', changes: [{ from: member.nameFrom, to: member.nameTo, insert: written }] } }, remove]
  }
  if (words.duplicate.test(message) && problem.state !== null) {
    const taken = new Set([...allStates(document.workflow)].map((state) => state.name))
    const name = freeName(document.states.get(problem.state)?.name ?? problem.state, (other) => taken.has(other))
    return [{ kind: 'rename_state', about: name, edit: { kind: 'rename', state: problem.state, name } }]
  }
  const [, limit] = words.minimum.exec(message) ?? words.maximum.exec(message) ?? []
  if (limit !== undefined && path.length > 0) return [{ kind: 'set_value', about: String(path.at(-1)), to: limit, edit: { kind: 'set', path, value: Number(limit) } }]
  return []
}

/** A transition to a state that is not there: to the one that was probably meant, or to a new one. */
function leadSomewhere(document: WorkflowDocument, path: Path, target: string): QuickFix[] {
  const scope = scopeOf(document, path)
  if (!scope) return []
  const near = scope.states.map((state) => ({ name: state.name, letters: distance(state.name.toLowerCase(), target.toLowerCase()) })).sort((one, other) => one.letters - other.letters)[0]
  const isMeant = near !== undefined && (near.letters <= LETTERS_WRONG_MAX || scope.states.length === 1) && near.letters < target.length
  const fixes: QuickFix[] = isMeant ? [{ kind: 'lead_to', about: near.name, edit: { kind: 'set', path, value: near.name } }] : []
  if (target !== '') fixes.push({ kind: 'create', about: target, edit: { kind: 'insert', fragment: { startAt: target, states: { [target]: { Type: 'Pass', End: true } } }, at: { kind: 'into', scope: scope.path } } })
  return fixes
}

/** The innermost scope that a place is in. */
function scopeOf(document: WorkflowDocument, path: Path): Scope | undefined {
  const isIn = (scope: Scope) => scope.path.every((part, index) => part === path[index])
  return [...allScopes(document.workflow)].filter(isIn).sort((one, other) => other.path.length - one.path.length)[0]
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
