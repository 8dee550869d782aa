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
  let seen = 0
  for (const value of valuesWithin(root)) {
    notice(text, value, found)
    if (++seen === VALUES_SEEN_MAX) break
  }
  const isOneLine = isNested(root) && !text.slice(root.from, root.to).includes('\n')
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    unit: found.unit ?? '  ',
    colon: found.colon ?? ': ',
    comma: found.comma ?? (found.colon === ':' ? ',' : ', '),
    padding: found.padding ?? (isOneLine ? '' : ' '),
    isOneLine,
    hasShortLists: found.hasShortLists ?? true,
  }
}

/** Whether there is so much of it that the lines it is written in are a habit. */
export function isNested(root: SyntaxNode): boolean {
  return root.kind === 'object' && root.members.some(({ value }) => (value.kind === 'object' && value.members.length > 0) || (value.kind === 'array' && value.items.length > 0))
}

/** So much of a text shows its habits. */
const VALUES_SEEN_MAX = 2_000

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
}

function* valuesWithin(node: SyntaxNode): Generator<SyntaxNode> {
  yield node
  if (node.kind === 'object') for (const { value } of node.members) yield* valuesWithin(value)
  if (node.kind === 'array') for (const item of node.items) yield* valuesWithin(item)
}

/** The blanks that the line of an offset begins with. */
export function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  let end = start
  while (end < offset && (text[end] === ' ' || text[end] === '\t')) end++
  return text.slice(start, end)
}
