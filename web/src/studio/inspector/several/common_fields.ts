import type { State } from '../../../workflow/definition.ts'

/** What says how states lead to one another is each one's own. */
const own = new Set(['Next', 'End', 'Default', 'Comment'])

const VALUE_CHARACTERS = 120

/** The fields that have the same value in all states. */
export function commonFields(states: readonly State[]): { name: string; value: string }[] {
  const [first, ...rest] = states
  if (!first) return []
  return Object.entries(first.source).flatMap(([name, value]) => {
    const text = JSON.stringify(value)
    if (own.has(name) || !rest.every((state) => JSON.stringify(state.source[name]) === text)) return []
    return [{ name, value: text.length > VALUE_CHARACTERS ? `${text.slice(0, VALUE_CHARACTERS)}…` : text }]
  })
}
