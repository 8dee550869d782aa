const placeholder = /\$\{\s*([A-Za-z_][\w.:-]*)\s*\}/g

/** The names that stand for something, in the order of the text. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ''))]
}
