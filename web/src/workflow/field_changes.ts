import { isRecord } from '../api/problem.ts'

/** What of a value is another: by the names that lead there, `Retry[0].MaxAttempts`. Undefined where it is not there. */
export type FieldChange = { field: string; before: unknown; after: unknown }

/** The innermost values that differ. The order of the members of an object does not count. */
export function fieldChanges(before: unknown, after: unknown, field = ''): FieldChange[] {
  if (isSame(before, after)) return []
  if (isRecord(before) && isRecord(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap((name) => fieldChanges(before[name], after[name], field === '' ? name : `${field}.${name}`))
  }
  if (Array.isArray(before) && Array.isArray(after)) return itemChanges(before, after, field)
  return [{ field, before, after }]
}

/** Items that stayed at the beginning and the end are left out, so that one which was put in between is the only one told. */
function itemChanges(before: readonly unknown[], after: readonly unknown[], field: string): FieldChange[] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && isSame(before[head], after[head])) head++
  let tail = 0
  while (tail < shorter - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail++
  const from = before.slice(head, before.length - tail)
  const to = after.slice(head, after.length - tail)
  return Array.from({ length: Math.max(from.length, to.length) }, (_, index) => fieldChanges(from[index], to[index], `${field}[${head + index}]`)).flat()
}

export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((item, index) => isSame(item, other[index]))
  if (!isRecord(one) || !isRecord(other)) return Object.is(one, other)
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
}
