import type { SyntaxNode } from './syntax.ts'

/** How a text is written where there is a choice, so that what is added looks like what is there. */
export type Habits = {
  newline: '\n' | '\r\n'
  /** One step of indentation. */
  unit: string
  /** Between a name and its value. */
  colon: string
  /** Between two values of one line. */
  comma: string
  /** Within the braces of an object of one line. */
  padding: string
  /** The whole text is one line. */
  isOneLine: boolean
  /** A list of texts and numbers is written in one line. */
  hasShortLists: boolean
}

export function habitsOf(text: string, root: SyntaxNode): Habits {
  const found: Partial<Habits> = {}
  notice(text, root, found)
  const isOneLine = !text.slice(root.from, root.to).includes('\n')
  const isTight = isOneLine && root.kind === 'object' && root.members.length > 0
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    unit: found.unit ?? '  ',
    colon: found.colon ?? ': ',
    comma: found.comma ?? (isTight && found.colon === ':' ? ',' : ', '),
    padding: found.padding ?? (isTight ? '' : ' '),
    isOneLine: isTight,
    hasShortLists: found.hasShortLists ?? true,
  }
}

/** The first of each kind that comes shows the habit. */
function notice(text: string, node: SyntaxNode, found: Partial<Habits>): void {
  if (node.kind !== 'object' && node.kind !== 'array') return
  const values = node.kind === 'object' ? node.members.map((member) => member.value) : node.items
  const [first] = values
  if (!first) return
  const start = node.kind === 'object' ? (node.members[0]?.nameFrom ?? node.from) : first.from
  const lead = text.slice(node.from + 1, start)
  if (node.kind === 'object') {
    const colon = text.slice(node.members[0]?.nameTo ?? start, first.from)
    if (!colon.includes('\n')) found.colon ??= colon
  }
  if (lead.includes('\n')) {
    const outer = indentationAt(text, node.from)
    const inner = indentationAt(text, start)
    if (inner.length > outer.length && inner.startsWith(outer)) found.unit ??= inner.slice(outer.length)
  } else if (node.kind === 'object') {
    found.padding ??= lead
  }
  if (node.kind === 'array' && values.every((value) => value.kind === 'scalar')) found.hasShortLists ??= !lead.includes('\n')
  const second = node.kind === 'object' ? node.members[1]?.nameFrom : values[1]?.from
  if (second !== undefined) {
    const gap = text.slice(first.to, second)
    if (!gap.includes('\n')) found.comma ??= gap
  }
  for (const value of values) {
    if (found.unit !== undefined && found.colon !== undefined && found.comma !== undefined && found.padding !== undefined && found.hasShortLists !== undefined) return
    notice(text, value, found)
  }
}

/** The blanks that the line of an offset begins with. */
export function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  let end = start
  while (end < offset && (text[end] === ' ' || text[end] === '\t')) end++
  return text.slice(start, end)
}
