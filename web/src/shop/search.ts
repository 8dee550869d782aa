/** Finds things on the menu by what people type: neither accents nor case matter. */

import { type Item, type MenuView, wordsOf } from './menu.ts'

/** `Pão de Queijo` is found by `pao de queijo`. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}

/** What is found: each word that was typed begins a word of what is said about the item. Names come before the rest. */
export function found(menu: MenuView, typed: string, dietWords: (item: Item) => string): Item[] {
  const wanted = folded(typed).split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return []
  const ranked = menu.categories.flatMap((category) =>
    category.items.flatMap((item) => {
      const name = folded(wordsOf(item.name))
      const about = folded([wordsOf(item.description), wordsOf(category.name), dietWords(item)].join(' '))
      if (!wanted.every((word) => begins(name, word) || begins(about, word))) return []
      return { item, rank: wanted.filter((word) => begins(name, word)).length }
    }),
  )
  return ranked.toSorted((a, b) => b.rank - a.rank).map(({ item }) => item)
}

/** Whether a word of a folded text begins like this. */
export function begins(text: string, word: string): boolean {
  return text.startsWith(word) || text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word))
}
