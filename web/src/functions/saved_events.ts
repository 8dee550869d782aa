import { isRecord } from '../api/problem.ts'

/** Test events of a function, kept in this browser. */
export type SavedEvent = { name: string; text: string }

const keyOf = (name: string) => `entrega.function-events.${name}`

export function readEvents(name: string): SavedEvent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(name)) ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept.flatMap((one: unknown) => (isRecord(one) && typeof one.name === 'string' && typeof one.text === 'string' ? [{ name: one.name, text: one.text }] : []))
  } catch {
    return []
  }
}

export function keepEvents(name: string, events: readonly SavedEvent[]): void {
  localStorage.setItem(keyOf(name), JSON.stringify(events))
}

/** The events with one more; an event of the same name is replaced. */
export function withEvent(events: readonly SavedEvent[], event: SavedEvent): SavedEvent[] {
  return [...events.filter((one) => one.name !== event.name), event].sort((one, other) => one.name.localeCompare(other.name))
}
