import { isRecord } from '../api/problem.ts'
import type { MachineType } from '../api/state_machines.ts'
import type { Substitutions } from './session.ts'

/** What was written and not saved is kept in the browser: a closed tab loses nothing. */

export type Draft = {
  name: string
  text: string
  type: MachineType
  substitutions: Substitutions
  /** The revision it began from; null for a machine that is not there yet. */
  revisionId: string | null
  /** When it was last written, in milliseconds since 1970. */
  at: number
}

/** A draft that is gone on with. `isOvertaken`: the machine was saved by somebody else since. */
export type TakenUp = Draft & { isOvertaken: boolean }

const PREFIX = 'entrega:studio:'

/** So many are kept; the oldest give way. */
const DRAFTS_MAX = 40

export function draftOf(name: string): Draft | null {
  return readDraft(localStorage.getItem(PREFIX + name))
}

/** Newest first. */
export function allDrafts(): Draft[] {
  const drafts = Object.keys(localStorage).flatMap((key) => (key.startsWith(PREFIX) ? (readDraft(localStorage.getItem(key)) ?? []) : []))
  return drafts.sort((one, other) => other.at - one.at)
}

/** Whether it could be kept: a browser may be full, or keep nothing at all. */
export function keepDraft(draft: Draft): boolean {
  for (const old of allDrafts().filter((one) => one.name !== draft.name).slice(DRAFTS_MAX - 1)) dropDraft(old.name)
  try {
    localStorage.setItem(PREFIX + draft.name, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function dropDraft(name: string): void {
  localStorage.removeItem(PREFIX + name)
}

function readDraft(text: string | null): Draft | null {
  if (text === null) return null
  try {
    const { name, text: written, type, substitutions, revisionId, at } = JSON.parse(text)
    if (typeof name !== 'string' || typeof written !== 'string' || typeof at !== 'number') return null
    return {
      name,
      text: written,
      type: type === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
      substitutions: isRecord(substitutions) ? textsIn(substitutions) : {},
      revisionId: typeof revisionId === 'string' ? revisionId : null,
      at,
    }
  } catch {
    return null
  }
}

function textsIn(record: Record<string, unknown>): Substitutions {
  return Object.fromEntries(Object.entries(record).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])))
}
