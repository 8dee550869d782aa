import type { QueryLanguage } from '../../../workflow/fields.ts'

/** How the text of an editor holds expressions: all of it is one, or they are within the strings of JSON. */
export type TextShape = 'expression' | 'template'

/** The expression that a place in a text is within: where it begins. Null where there is none. */
export function expressionBefore(text: string, offset: number, shape: TextShape, language: QueryLanguage): number | null {
  if (shape === 'expression') return delimiterEnd(text)
  const lineFrom = text.lastIndexOf('\n', offset - 1) + 1
  // A template may be one expression by itself, without quotes.
  if (language === 'JSONata' && /^\s*\{%/.test(text)) return text.indexOf('{%') + 2 <= offset ? text.indexOf('{%') + 2 : null
  let quote = -1
  let isPathMember = false
  for (let at = lineFrom; at < offset; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') {
      if (quote >= 0) isPathMember = /\.\$"\s*$/.test(text.slice(quote, at + 1))
      quote = quote < 0 ? at : -1
    }
  }
  if (quote < 0) return null
  const within = text.slice(quote + 1, offset)
  if (language === 'JSONata') return within.startsWith('{%') ? quote + 3 : null
  const isValue = /:\s*$/.test(text.slice(lineFrom, quote))
  return isValue && isPathMember ? quote + 1 : null
}

function delimiterEnd(text: string): number {
  const [begins = ''] = /^\s*\{%/.exec(text) ?? []
  return begins.length
}
