import { isRecord } from '../../api/problem.ts'
import type { Json } from '../../workflow/syntax.ts'
import type { Rehearsed } from './rehearsal.ts'
import type { Expectation } from './test_case.ts'

/** How a run differs from what was expected of it. */
export type Difference =
  | { kind: 'status'; expected: string; actual: string }
  | { kind: 'error'; expected: string; actual: string | null }
  /** `match` says how the two were compared. */
  | { kind: 'output'; match: 'exactly' | 'part'; expected: Json; actual: Json }
  /** It did not come to `missing`, after what came before it in the path. */
  | { kind: 'path'; missing: string; after: string | null }
  /** States asked and nobody answered: it did not go as it would. */
  | { kind: 'unmocked'; states: readonly string[] }

export function differencesOf(expectation: Expectation, run: Rehearsed): Difference[] {
  const differences: Difference[] = []
  if (run.unmocked.length > 0) differences.push({ kind: 'unmocked', states: run.unmocked })
  if (run.status !== expectation.status) differences.push({ kind: 'status', expected: expectation.status, actual: run.status })
  if (expectation.error !== null && run.error !== expectation.error) differences.push({ kind: 'error', expected: expectation.error, actual: run.error })
  const { output, path } = expectation
  if (output) {
    const isSame = output.match === 'exactly' ? isEqual(output.value, run.output) : isPartOf(output.value, run.output)
    if (!isSame) differences.push({ kind: 'output', match: output.match, expected: output.value, actual: run.output })
  }
  if (path) {
    const missing = firstMissing(path, run.path)
    if (missing !== null) differences.push({ kind: 'path', missing: path[missing] ?? '', after: path[missing - 1] ?? null })
  }
  return differences
}

/** The order of members does not matter, that of items does. */
export function isEqual(one: Json, other: Json): boolean {
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((item, index) => isEqual(item, other[index] ?? null))
  if (!isRecord(one)) return one === other
  if (!isRecord(other)) return false
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => name in other && isEqual(one[name] ?? null, other[name] ?? null))
}

/** Members that are not expected may be there at any depth; arrays have as many items as is expected. */
export function isPartOf(part: Json, whole: Json): boolean {
  if (Array.isArray(part)) return Array.isArray(whole) && part.length === whole.length && part.every((item, index) => isPartOf(item, whole[index] ?? null))
  if (!isRecord(part)) return part === whole
  return isRecord(whole) && Object.keys(part).every((name) => name in whole && isPartOf(part[name] ?? null, whole[name] ?? null))
}

/** The place in the path of the first state that was not come to in its turn; null when all were. */
function firstMissing(path: readonly string[], visited: readonly string[]): number | null {
  let from = 0
  for (const [index, state] of path.entries()) {
    const found = visited.indexOf(state, from)
    if (found < 0) return index
    from = found + 1
  }
  return null
}

/** What there is of `whole` where `part` says something: the two can be compared line by line. */
export function projectOnto(part: Json, whole: Json): Json {
  if (Array.isArray(part) && Array.isArray(whole)) return whole.map((item, index) => (index < part.length ? projectOnto(part[index] ?? null, item) : item))
  if (!isRecord(part) || !isRecord(whole)) return whole
  return Object.fromEntries(Object.keys(part).flatMap((name) => (name in whole ? [[name, projectOnto(part[name] ?? null, whole[name] ?? null)] as const] : [])))
}
