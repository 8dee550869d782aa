import { type Path, pathAt, pathOf } from '../../../workflow/syntax.ts'
import { type Problem, problemsOf } from '../../problems/problems_of.ts'
import type { StudioState } from '../../session.ts'

/** A problem, and the value it is about. */
export type PlacedProblem = { problem: Problem; path: Path }

const known = new WeakMap<readonly Problem[], readonly PlacedProblem[]>()

/** What is wrong, each with its place in the document. */
export function placedProblems(state: StudioState): readonly PlacedProblem[] {
  const problems = problemsOf(state)
  const before = known.get(problems)
  if (before) return before
  const { root } = state.document
  const placed = problems.map((problem) => ({ problem, path: problem.location ? pathOf(problem.location, root) : pathAt(root, problem.from) }))
  known.set(problems, placed)
  return placed
}

export function isWithin(path: Path, around: Path): boolean {
  return around.every((step, index) => path[index] === step)
}
