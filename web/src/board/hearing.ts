import type { Urgency } from './deadline.ts'

/** Something that wants the store's answer: a new order, or a change that somebody asks for. */
export type Asking = { id: string; urgency: Urgency }

/** What has been heard: that something is there, and when it was last said that time runs out. */
export type Heard = { known: readonly string[]; naggedAt: number | null }

export const heardNothing: Heard = { known: [], naggedAt: null }

export type Sound = 'bell' | 'nag'

/** While time runs out, it is said again so often. */
export const NAG_EVERY_MS = 8_000

/** What is to be heard now: a bell once for whatever is new, and a nag while something runs out. */
export function listenTo(asking: readonly Asking[], heard: Heard, now: number): { sound: Sound | null; heard: Heard } {
  const known = asking.map(({ id }) => id)
  const isNew = known.some((id) => !heard.known.includes(id))
  const isNear = asking.some(({ urgency }) => urgency === 'near')
  if (!isNear) return { sound: isNew ? 'bell' : null, heard: { known, naggedAt: null } }
  const nags = heard.naggedAt === null || now - heard.naggedAt >= NAG_EVERY_MS
  return { sound: isNew ? 'bell' : nags ? 'nag' : null, heard: { known, naggedAt: nags && !isNew ? now : heard.naggedAt } }
}
