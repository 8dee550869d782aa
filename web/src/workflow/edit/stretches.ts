import type { Draft, DraftArray, DraftObject } from './draft.ts'
import type { SyntaxArray, SyntaxMember, SyntaxNode, SyntaxObject } from '../syntax.ts'

/** A member or an item as it stands in the text. */
export type Entry = { from: number; to: number; member: SyntaxMember | null; value: SyntaxNode }

/** A member or an item as the draft has it. */
export type Part = { origin: SyntaxMember | SyntaxNode | null; name: string | null; value: Draft }

/** What is between two entries that stay: entries that go, and parts that come. */
export type Stretch = { previous: Entry | null; next: Entry | null; removed: Entry[]; added: Part[] }

export type Kept = { entry: Entry; part: Part }

export function entriesOf(place: SyntaxObject | SyntaxArray): Entry[] {
  if (place.kind === 'array') return place.items.map((value) => ({ from: value.from, to: value.to, member: null, value }))
  return place.members.map((member) => ({ from: member.nameFrom, to: member.value.to, member, value: member.value }))
}

export function partsOf(draft: DraftObject | DraftArray): Part[] {
  if (draft.kind === 'array') return draft.items.map((value) => ({ origin: value.origin, name: null, value }))
  return draft.members.map(({ origin, name, value }) => ({ origin, name, value }))
}

/** Compares what stands there with what should: what stays, in order, and what is to be written between it. */
export function compared(entries: readonly Entry[], parts: readonly Part[]): { kept: Kept[]; stretches: Stretch[] } {
  const index = new Map(entries.map((entry, at): [SyntaxMember | SyntaxNode, number] => [entry.member ?? entry.value, at]))
  const places = parts.map((part) => (part.origin ? index.get(part.origin) : undefined))
  const staying = longestRise(places)
  const kept: Kept[] = []
  const stretches: Stretch[] = []
  let previous: Entry | null = null
  let after = 0
  let added: Part[] = []
  const close = (next: Entry | null, at: number) => {
    const removed = entries.slice(after, at)
    if (removed.length > 0 || added.length > 0) stretches.push({ previous, next, removed, added })
    added = []
  }
  parts.forEach((part, at) => {
    const place = places[at]
    const entry = place === undefined || !staying.has(at) ? undefined : entries[place]
    if (place === undefined || entry === undefined) {
      added.push(part)
      return
    }
    close(entry, place)
    kept.push({ entry, part })
    previous = entry
    after = place + 1
  })
  close(null, entries.length)
  return { kept, stretches }
}

/** Which of the places form the longest row that only rises: those stay where they are, the others move. */
function longestRise(places: readonly (number | undefined)[]): Set<number> {
  // ends[n]: where the row of n + 1 places ends that ends lowest; before[at]: what comes before a place in its row.
  const ends: number[] = []
  const before = new Map<number, number>()
  places.forEach((place, at) => {
    if (place === undefined) return
    const length = ends.findIndex((end) => (places[end] ?? 0) >= place)
    const row = length < 0 ? ends.length : length
    const last = ends[row - 1]
    if (last !== undefined) before.set(at, last)
    ends[row] = at
  })
  const rise = new Set<number>()
  for (let at = ends.at(-1); at !== undefined; at = before.get(at)) rise.add(at)
  return rise
}
