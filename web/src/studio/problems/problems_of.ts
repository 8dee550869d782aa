import type { StateId } from '../../workflow/definition.ts'
import { stateAt } from '../../workflow/state_at.ts'
import type { Diagnostic, StudioState } from '../session.ts'

/** What is wrong with what is written, and the state it is about. */
export type Problem = Diagnostic & { state: StateId | null }

const known = new WeakMap<object, readonly Problem[]>()
const none: readonly Problem[] = []

/** What is wrong with the text as it is now: the engine's word, and until that is there, where the text cannot be read. */
export function problemsOf({ problem, checked, document, text }: StudioState): readonly Problem[] {
  const source = checked?.text === text ? checked : problem
  if (!source) return none
  const before = known.get(source)
  if (before) return before
  const diagnostics: readonly Diagnostic[] =
    'diagnostics' in source ? source.diagnostics : [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: source.message, from: source.from, to: source.to }]
  const problems = diagnostics.map((one) => ({ ...one, state: problem ? null : stateAt(document, one.from) }))
  known.set(source, problems)
  return problems
}
