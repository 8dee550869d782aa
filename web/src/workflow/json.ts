import { isRecord } from '../api/problem.ts'
import type { Json } from './syntax.ts'

/** What came as JSON is JSON; what is missing is null. */
export function asJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(asJson)
  if (isRecord(value)) return asMembers(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

export function asMembers(record: Record<string, unknown>): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, asJson(value)]))
}
