import type { Notation, SyntaxArray, SyntaxNode, SyntaxObject } from '../syntax.ts'
import type { Quote } from './yaml_text.ts'

/** How a text is written where there is a choice, so that what is added looks like what is there. */
export type Habits = {
  notation: Notation
  newline: '\n' | '\r\n'
  /** One step of indentation. */
  unit: string
  /** Between a name and its value, in braces. */
  colon: string
  /** Between two values of one line. */
  comma: string
  /** Within the braces of an object of one line. */
  padding: string
  /** What is between braces is all in one line: as the whole text is, and in YAML where lines mean something. */
  isOneLine: boolean
  /** A list of texts and numbers is written in one line. */
  hasShortLists: boolean
  /** YAML: the quotes of texts that need some. */
  quote: Quote
  /** YAML: a list stands further in than the name it belongs to. */
  hasListsIndented: boolean
}

/** The habits of a text that shows none. */
export const defaults: Habits = {
  notation: 'json',
  newline: '\n',
  unit: '  ',
  colon: ': ',
  comma: ', ',
  padding: ' ',
  isOneLine: false,
  hasShortLists: false,
  quote: "'",
  hasListsIndented: true,
}

export function habitsOf(text: string, root: SyntaxNode, notation: Notation): Habits {
  const found: Partial<Habits> = {}
  let seen = 0
  for (const value of valuesWithin(root)) {
    if (value.kind === 'object' || value.kind === 'array') {
      if (value.style === 'flow') notice(text, value, found)
      else if (value.style === 'block') noticeBlock(text, value, found)
    } else if (value.kind === 'scalar') {
      const first = text[value.from]
      if (first === "'" || first === '"') found.quote ??= first
    }
    if (++seen === VALUES_SEEN_MAX) break
  }
  const isOneLine = notation === 'yaml' || (isNested(root) && !text.slice(root.from, root.to).includes('\n'))
  return {
    ...defaults,
    ...found,
    notation,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    comma: found.comma ?? (found.colon === ':' ? ',' : defaults.comma),
    padding: found.padding ?? (isOneLine ? '' : defaults.padding),
    isOneLine,
    // Where nothing between braces is in one line, a list is not either.
    hasShortLists: found.hasShortLists ?? (notation === 'yaml' || found.padding !== undefined),
  }
}

/** Whether there is so much of it that the lines it is written in are a habit. */
export function isNested(root: SyntaxNode): boolean {
  return root.kind === 'object' && root.members.some(({ value }) => (value.kind === 'object' && value.members.length > 0) || (value.kind === 'array' && value.items.length > 0))
}

/** So much of a text shows its habits. */
const VALUES_SEEN_MAX = 2_000

/** The first of each kind that comes shows the habit. */
function notice(text: string, node: SyntaxObject | SyntaxArray, found: Partial<Habits>): void {
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
  if (isListOfScalars(node)) found.hasShortLists ??= !lead.includes('\n')
  const second = node.kind === 'object' ? node.members[1]?.nameFrom : values[1]?.from
  if (second !== undefined) {
    const gap = text.slice(first.to, second)
    if (/^ ?, ?$/.test(gap)) found.comma ??= gap
  }
}

function noticeBlock(text: string, node: SyntaxObject | SyntaxArray, found: Partial<Habits>): void {
  if (isListOfScalars(node)) found.hasShortLists ??= false
  if (node.kind === 'array') return
  for (const { nameFrom, value } of node.members) {
    const column = columnAt(text, nameFrom)
    if (value.kind === 'object' && value.style === 'block') {
      const inner = columnAt(text, value.members[0]?.nameFrom ?? value.from)
      if (inner > column) found.unit ??= ' '.repeat(inner - column)
    }
    if (value.kind === 'array' && value.style === 'block') found.hasListsIndented ??= columnAt(text, value.from) > column
  }
}

export function isListOfScalars(value: SyntaxNode): boolean {
  return value.kind === 'array' && value.items.length > 0 && value.items.every((item) => item.kind === 'scalar')
}

function* valuesWithin(node: SyntaxNode): Generator<SyntaxNode> {
  yield node
  if (node.kind === 'object') for (const { value } of node.members) yield* valuesWithin(value)
  if (node.kind === 'array') for (const item of node.items) yield* valuesWithin(item)
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

export function columnAt(text: string, offset: number): number {
  return offset - lineStart(text, offset)
}

/** The blanks that the line of an offset begins with. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStart(text, offset)
  let end = start
  while (end < offset && (text[end] === ' ' || text[end] === '\t')) end++
  return text.slice(start, end)
}
