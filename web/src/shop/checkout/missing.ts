import type { Schema } from '../../api/client.ts'
import { isProblem, isRecord } from '../../api/problem.ts'

export type Missing = Schema['MissingView']

/** What a refusal says cannot be had. */
export function missingOf(error: unknown): Missing[] {
  if (!isProblem(error, 'out_of_stock')) return []
  const missing = error.members.missing
  return Array.isArray(missing) ? missing.filter(isMissing) : []
}

function isMissing(value: unknown): value is Missing {
  return isRecord(value) && typeof value.item === 'string' && typeof value.name === 'string' && typeof value.left === 'number' && typeof value.wanted === 'number' && Array.isArray(value.substitutes)
}
