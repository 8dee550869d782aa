import { DEPTH_MAX, type SyntaxMember, type SyntaxNode } from '../syntax.ts'

/**
 * Reads YAML as it is mostly written, some thirty times faster than a reader of all of it: so that a large definition can
 * be typed. Null where anything else is met, or anything is wrong: then the whole reader says what it is.
 */
export function parsePlainYaml(text: string): SyntaxNode | null {
  if (/^\ufeff|\t|^---|\n---|\n\.\.\./.test(text)) return null
  try {
    return new PlainReader(text).document()
  } catch (error) {
    if (error instanceof NotPlain) return null
    throw error
  }
}

class NotPlain extends Error {}

const MINUS = 0x2d
const SPACE = 0x20
const HASH = 0x23
const COLON = 0x3a
const QUOTE = 0x22
const APOSTROPHE = 0x27
const LINE_FEED = 0x0a
const RETURN = 0x0d
const BAR = 0x7c
const ARRAY_START = 0x5b
const ARRAY_END = 0x5d
const OBJECT_START = 0x7b
const OBJECT_END = 0x7d
const COMMA = 0x2c

/** What a text without quotes may begin with: all that means nothing to YAML there. */
const plainStart = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s,[\]{}])/y
const integer = /^[-+]?\d+$/
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/
const words: Record<string, boolean | null> = { '~': null, null: null, Null: null, NULL: null, true: true, True: true, TRUE: true, false: false, False: false, FALSE: false }

class PlainReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  document(): SyntaxNode {
    const column = this.toContent()
    const root = this.block(column, 0)
    if (root.kind === 'scalar' || this.toContent() >= 0) throw new NotPlain()
    return root
  }

  /** Goes to what comes next in lines of its own, and gives its column; -1 at the end. */
  private toContent(): number {
    const { text } = this
    let start = text.lastIndexOf('\n', this.at - 1) + 1
    for (;;) {
      const unit = text.charCodeAt(this.at)
      if (unit === SPACE || unit === RETURN) this.at++
      else if (unit === LINE_FEED) start = ++this.at
      else if (unit === HASH) this.at = this.lineEnd()
      else return this.at < text.length ? this.at - start : -1
    }
  }

  private block(column: number, depth: number): SyntaxNode {
    if (depth > DEPTH_MAX) throw new NotPlain()
    if (this.isDash()) return this.list(column, depth)
    const member = this.name()
    if (member) return this.object(column, member, depth)
    throw new NotPlain()
  }

  private object(column: number, first: { name: string; from: number; to: number }, depth: number): SyntaxNode {
    const members: SyntaxMember[] = []
    for (let name: typeof first | null = first; name; ) {
      const value = this.behind(column, depth, true)
      members.push({ name: name.name, nameFrom: name.from, nameTo: name.to, value })
      const next = this.toContent()
      if (next > column) throw new NotPlain()
      if (next < column) break
      if (this.isDash()) throw new NotPlain()
      name = this.name()
      if (!name) throw new NotPlain()
    }
    return { kind: 'object', from: first.from, to: members.at(-1)?.value.to ?? first.to, members, style: 'block' }
  }

  private list(column: number, depth: number): SyntaxNode {
    const from = this.at
    const items: SyntaxNode[] = []
    for (;;) {
      this.at++
      items.push(this.behind(column, depth, false))
      const next = this.toContent()
      if (next > column) throw new NotPlain()
      // A list may stand as far in as the name it belongs to: then a name ends it.
      if (next < column || !this.isDash()) break
    }
    return { kind: 'array', from, to: items.at(-1)?.to ?? from, items, style: 'block' }
  }

  /** What stands behind a name or a dash in a column: in its line, or further in in the next ones. */
  private behind(column: number, depth: number, isMember: boolean): SyntaxNode {
    const after = this.at
    this.skipSpaces()
    if (this.isLineEnd()) {
      const next = this.toContent()
      if (next > column || (isMember && next === column && this.isDash())) return this.block(next, depth + 1)
      if (!isMember) throw new NotPlain()
      return { kind: 'scalar', value: null, from: after, to: after }
    }
    if (!isMember) {
      const inner = this.at - (this.text.lastIndexOf('\n', this.at - 1) + 1)
      if (this.isDash()) return this.list(inner, depth + 1)
      const name = this.name()
      if (name) return this.object(inner, name, depth + 1)
    }
    if (this.text.charCodeAt(this.at) === BAR) return this.literal(column)
    const value = this.flow(column, depth + 1, false)
    this.skipSpaces()
    if (!this.isLineEnd()) throw new NotPlain()
    return value
  }

  /** A value between brackets or braces, or a text of one line. */
  private flow(column: number, depth: number, isWithin: boolean): SyntaxNode {
    if (depth > DEPTH_MAX) throw new NotPlain()
    const from = this.at
    switch (this.text.charCodeAt(from)) {
      case QUOTE:
      case APOSTROPHE: {
        const value = this.quoted()
        return { kind: 'scalar', value, from, to: this.at }
      }
      case ARRAY_START:
        return this.flowList(column, depth)
      case OBJECT_START:
        return this.flowObject(column, depth)
      default:
        return this.plain(isWithin)
    }
  }

  private flowObject(column: number, depth: number): SyntaxNode {
    const from = this.at++
    const members: SyntaxMember[] = []
    this.toFlow(column)
    while (this.text.charCodeAt(this.at) !== OBJECT_END) {
      const nameFrom = this.at
      const unit = this.text.charCodeAt(nameFrom)
      const isQuoted = unit === QUOTE || unit === APOSTROPHE
      const name = isQuoted ? this.quoted() : this.plainEnd(true)
      const nameTo = this.at
      this.skipSpaces()
      if (this.text.charCodeAt(this.at) !== COLON) throw new NotPlain()
      this.at++
      if (!isQuoted && !this.isBlank()) throw new NotPlain()
      this.toFlow(column)
      members.push({ name, nameFrom, nameTo, value: this.flow(column, depth + 1, true) })
      this.toNext(column, OBJECT_END)
    }
    this.at++
    return { kind: 'object', from, to: this.at, members, style: 'flow' }
  }

  private flowList(column: number, depth: number): SyntaxNode {
    const from = this.at++
    const items: SyntaxNode[] = []
    this.toFlow(column)
    while (this.text.charCodeAt(this.at) !== ARRAY_END) {
      items.push(this.flow(column, depth + 1, true))
      this.toNext(column, ARRAY_END)
    }
    this.at++
    return { kind: 'array', from, to: this.at, items, style: 'flow' }
  }

  private toNext(column: number, end: number): void {
    this.toFlow(column)
    const unit = this.text.charCodeAt(this.at)
    if (unit === COMMA) {
      this.at++
      this.toFlow(column)
    } else if (unit !== end) {
      throw new NotPlain()
    }
  }

  /** Goes on between brackets; what is there must stand further in than what it belongs to. */
  private toFlow(column: number): void {
    this.skipSpaces()
    if (!this.isLineEnd()) return
    if (this.text.charCodeAt(this.at) === HASH || this.toContent() <= column) throw new NotPlain()
    if (this.text.charCodeAt(this.at) === HASH) throw new NotPlain()
  }

  private name(): { name: string; from: number; to: number } | null {
    const from = this.at
    const unit = this.text.charCodeAt(from)
    const isQuoted = unit === QUOTE || unit === APOSTROPHE
    if (!isQuoted) {
      const colon = this.colonInLine()
      plainStart.lastIndex = from
      if (colon < 0 || !plainStart.test(this.text)) return null
      const name = this.text.slice(from, colon)
      if (name.includes(' #') || name.endsWith(' ')) throw new NotPlain()
      this.at = colon + 1
      return { name, from, to: colon }
    }
    const name = this.quoted()
    const to = this.at
    this.skipSpaces()
    if (this.text.charCodeAt(this.at) === COLON) {
      this.at++
      if (!this.isBlank()) throw new NotPlain()
      return { name, from, to }
    }
    this.at = from
    return null
  }

  /** Where the colon is that makes what is here a name; -1 where it is none. */
  private colonInLine(): number {
    const { text } = this
    for (let at = this.at; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit === LINE_FEED || unit === RETURN) return -1
      if (unit === HASH && text.charCodeAt(at - 1) === SPACE) return -1
      if (unit === COLON) {
        const next = text.charCodeAt(at + 1)
        if (next === SPACE || next === LINE_FEED || next === RETURN || at + 1 === text.length) return at
      }
    }
    return -1
  }

  private plain(isWithin: boolean): SyntaxNode {
    const from = this.at
    const written = this.plainEnd(isWithin)
    const [, placeholder] = isWithin ? [] : (/^\$\{([^{}]+)\}$/.exec(written) ?? [])
    if (placeholder !== undefined) return { kind: 'placeholder', name: placeholder.trim(), from, to: this.at }
    return { kind: 'scalar', value: plainValue(written), from, to: this.at }
  }

  private plainEnd(isWithin: boolean): string {
    const { text } = this
    const from = this.at
    plainStart.lastIndex = from
    if (!plainStart.test(text)) throw new NotPlain()
    let at = from
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit === LINE_FEED || unit === RETURN) break
      if (unit === HASH && text.charCodeAt(at - 1) === SPACE) break
      if (isWithin && (unit === COMMA || unit === ARRAY_START || unit === ARRAY_END || unit === OBJECT_START || unit === OBJECT_END)) break
      if (unit === COLON) {
        const next = text.charCodeAt(at + 1)
        const isEnd = next === SPACE || next === LINE_FEED || next === RETURN || at + 1 === text.length
        if (isWithin && (isEnd || next === COMMA || next === ARRAY_START || next === ARRAY_END || next === OBJECT_START || next === OBJECT_END)) break
        if (isEnd) throw new NotPlain()
      }
    }
    while (text.charCodeAt(at - 1) === SPACE) at--
    this.at = at
    return text.slice(from, at)
  }

  private quoted(): string {
    const { text } = this
    const from = this.at
    const quote = text.charCodeAt(from)
    let hasEscape = false
    for (let at = from + 1; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit === LINE_FEED || unit === RETURN) break
      if (unit === quote) {
        if (quote === APOSTROPHE && text.charCodeAt(at + 1) === APOSTROPHE) {
          hasEscape = true
          at++
          continue
        }
        this.at = at + 1
        const inner = text.slice(from + 1, at)
        if (!hasEscape) return inner
        return quote === APOSTROPHE ? inner.replaceAll("''", "'") : unescaped(inner)
      }
      if (unit === 0x5c && quote === QUOTE) {
        hasEscape = true
        at++
      }
    }
    throw new NotPlain()
  }

  /** A text in lines of its own, behind a bar. */
  private literal(column: number): SyntaxNode {
    const { text } = this
    const from = this.at
    const headerEnd = this.lineEnd()
    const [, chomping] = /^\|(-?) *$/.exec(text.slice(from, headerEnd)) ?? []
    if (chomping === undefined) throw new NotPlain()
    const lines: string[] = []
    let inner = -1
    let to = headerEnd
    let at = this.afterLine(headerEnd)
    for (;;) {
      if (at >= text.length) break
      this.at = at
      const end = this.lineEnd()
      const line = text.slice(at, end)
      const blanks = /^ */.exec(line)?.[0].length ?? 0
      if (blanks === line.length) {
        if (inner < 0 || blanks > inner) throw new NotPlain()
        lines.push('')
      } else {
        if (blanks <= column) break
        if (inner < 0) inner = blanks
        if (blanks < inner || line.endsWith(' ')) throw new NotPlain()
        lines.push(line.slice(inner))
        to = end
        if (end === text.length && chomping === '') throw new NotPlain()
      }
      at = this.afterLine(end)
      if (at === end) break
    }
    if (inner < 0) throw new NotPlain()
    this.at = to
    while (lines.at(-1) === '') lines.pop()
    return { kind: 'scalar', value: lines.join('\n') + (chomping === '' ? '\n' : ''), from, to }
  }

  private afterLine(end: number): number {
    return this.text.charCodeAt(end) === RETURN ? end + 2 : Math.min(end + 1, this.text.length)
  }

  private isDash(): boolean {
    return this.text.charCodeAt(this.at) === MINUS && (this.at + 1 >= this.text.length || [SPACE, LINE_FEED, RETURN].includes(this.text.charCodeAt(this.at + 1)))
  }

  private isBlank(): boolean {
    return this.at >= this.text.length || [SPACE, LINE_FEED, RETURN].includes(this.text.charCodeAt(this.at))
  }

  /** At the end of a line, or at a comment before it. */
  private isLineEnd(): boolean {
    const unit = this.text.charCodeAt(this.at)
    return this.at >= this.text.length || unit === LINE_FEED || unit === RETURN || (unit === HASH && this.text.charCodeAt(this.at - 1) === SPACE)
  }

  private skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at++
  }

  private lineEnd(): number {
    const end = this.text.indexOf('\n', this.at)
    if (end < 0) return this.text.length
    return this.text.charCodeAt(end - 1) === RETURN ? end - 1 : end
  }
}

function plainValue(written: string): string | number | boolean | null {
  const word = Object.hasOwn(words, written) ? words[written] : undefined
  if (word !== undefined) return word
  if (integer.test(written) || float.test(written)) return Number(written)
  if (/^0[ox][\da-fA-F]+$/.test(written)) throw new NotPlain()
  return written
}

/** The escapes that JSON has too. */
function unescaped(inner: string): string {
  if (/\\(?:[^"\\/bfnrtu]|u(?![\da-fA-F]{4}))/.test(inner.replaceAll('\\\\', ''))) throw new NotPlain()
  const value: unknown = JSON.parse(`"${inner}"`)
  if (typeof value !== 'string') throw new NotPlain()
  return value
}
