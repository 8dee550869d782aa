import type { PaletteGroup, PaletteItem } from './catalogue/item.ts'

/** Finds items by what is typed: every word, in any order, with accents or without, also in the middle of `CheckAvailability`. */
export function searchPalette(groups: readonly PaletteGroup[], words: string): PaletteGroup[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return groups.filter((group) => group.items.length > 0)
  return groups.flatMap((group) => {
    const found = group.items
      .map((item) => ({ item, rank: rankOf(item, wanted, words) }))
      .filter(({ rank }) => rank !== null)
      .sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0))
    return found.length > 0 ? [{ ...group, items: found.map(({ item }) => item) }] : []
  })
}

/** What is named so is before what has to do with it; null when it is not found. */
function rankOf(item: PaletteItem, wanted: readonly string[], words: string): number | null {
  const title = plain(item.title)
  const all = `${title} ${plain(item.detail)} ${plain(item.words)}`
  if (!wanted.every((word) => all.includes(word))) return null
  if (title.startsWith(plain(words).trim())) return 0
  return wanted.every((word) => title.includes(word)) ? 1 : 2
}

/** Without accents and case. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
