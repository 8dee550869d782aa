import { DEPTH_MAX, type SyntaxMember, type SyntaxNode, type SyntaxProblem, type SyntaxProblemCode } from '../syntax.ts'

/** Reads JSON; `${Name}` may stand where a value is. */
export function parseJson(text: string): { root: SyntaxNode } | { problem: SyntaxProblem } {
  try {
    return { root: new JsonReader(text).document() }
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.problem }
    throw error
  }
}

class Unreadable extends Error {
  readonly problem: SyntaxProblem

  constructor(problem: SyntaxProblem) {
    super(problem.message)
    this.problem = problem
  }
}

const TAB = 0x09
const LINE_FEED = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const DOLLAR = 0x24
const COMMA = 0x2c
const MINUS = 0x2d
const SLASH = 0x2f
const COLON = 0x3a
const ARRAY_START = 0x5b
const BACKSLASH = 0x5c
const ARRAY_END = 0x5d
const OBJECT_START = 0x7b
const OBJECT_END = 0x7d

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /[\p{L}\p{N}_$+.-]+/uy
const escape = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y
const words: Record<string, boolean | null> = { true: true, false: false, null: null }

class JsonReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  document(): SyntaxNode {
    if (this.text.startsWith('\ufeff')) this.at = 1
    this.blanks()
    if (this.at >= this.text.length) this.fail('empty', 0, this.text.length, 'the text is empty')
    const root = this.value(0)
    this.blanks()
    if (this.at < this.text.length) this.fail('text_after_end', this.at, this.text.length, 'there is more after the end of the definition')
    return root
  }

  private value(depth: number): SyntaxNode {
    if (depth > DEPTH_MAX) this.fail('too_deep', this.at, this.at + 1, `values are nested more than ${DEPTH_MAX} deep`)
    const from = this.at
    switch (this.text.charCodeAt(from)) {
      case OBJECT_START:
        return this.object(depth)
      case ARRAY_START:
        return this.array(depth)
      case QUOTE:
        return { kind: 'scalar', value: this.string(), from, to: this.at }
      case DOLLAR:
        return this.placeholder()
      default:
        return this.numberOrWord()
    }
  }

  private object(depth: number): SyntaxNode {
    const from = this.at++
    const members: SyntaxMember[] = []
    this.blanks()
    if (this.peek() !== OBJECT_END) {
      for (;;) {
        const nameFrom = this.at
        if (this.peek() !== QUOTE) this.noName(from)
        const name = this.string()
        const nameTo = this.at
        this.blanks()
        if (this.peek() !== COLON) this.fail('colon_expected', this.at, this.at + 1, 'a colon is missing after the name')
        this.at++
        this.blanks()
        members.push({ name, nameFrom, nameTo, value: this.value(depth + 1) })
        this.blanks()
        if (this.peek() !== COMMA) break
        this.comma(OBJECT_END)
      }
      if (this.peek() !== OBJECT_END) this.noEnd('object_unclosed', from)
    }
    this.at++
    return { kind: 'object', from, to: this.at, members, style: 'flow' }
  }

  private array(depth: number): SyntaxNode {
    const from = this.at++
    const items: SyntaxNode[] = []
    this.blanks()
    if (this.peek() !== ARRAY_END) {
      for (;;) {
        if (this.at >= this.text.length) this.noEnd('array_unclosed', from)
        items.push(this.value(depth + 1))
        this.blanks()
        if (this.peek() !== COMMA) break
        this.comma(ARRAY_END)
      }
      if (this.peek() !== ARRAY_END) this.noEnd('array_unclosed', from)
    }
    this.at++
    return { kind: 'array', from, to: this.at, items, style: 'flow' }
  }

  /** A comma, which something must come after. */
  private comma(end: number): void {
    const from = this.at++
    this.blanks()
    if (this.peek() === end) this.fail('comma_too_many', from, from + 1, 'nothing comes after this comma')
  }

  private string(): string {
    const { text } = this
    const from = this.at
    let hasEscape = false
    for (let at = from + 1; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit === QUOTE) {
        this.at = at + 1
        if (!hasEscape) return text.slice(from + 1, at)
        const value: unknown = JSON.parse(text.slice(from, this.at))
        return typeof value === 'string' ? value : ''
      }
      if (unit === BACKSLASH) {
        escape.lastIndex = at
        if (!escape.test(text)) this.fail('escape_invalid', at, at + 2, 'there is no such escape')
        hasEscape = true
        at = escape.lastIndex - 1
      } else if (unit === LINE_FEED || unit === RETURN) {
        this.fail('string_unclosed', from, at, 'the closing quote is missing')
      } else if (unit < SPACE) {
        this.fail('string_character', at, at + 1, 'this character must be written as an escape')
      }
    }
    return this.fail('string_unclosed', from, text.length, 'the closing quote is missing')
  }

  private placeholder(): SyntaxNode {
    const from = this.at
    if (this.text.charCodeAt(from + 1) !== OBJECT_START) return this.numberOrWord()
    const end = this.text.slice(from, this.lineEnd()).indexOf('}')
    if (end < 0) this.fail('placeholder_unclosed', from, this.lineEnd(), 'the closing brace of the placeholder is missing')
    this.at = from + end + 1
    return { kind: 'placeholder', name: this.text.slice(from + 2, from + end).trim(), from, to: this.at }
  }

  private numberOrWord(): SyntaxNode {
    const { text } = this
    const from = this.at
    const first = text.charCodeAt(from)
    word.lastIndex = from
    const found = word.exec(text)?.[0] ?? ''
    if (first === MINUS || (first >= 0x30 && first <= 0x39)) {
      number.lastIndex = from
      const digits = number.exec(text)?.[0]
      if (digits !== found) this.fail('number_invalid', from, from + Math.max(found.length, 1), 'this is not a number as JSON writes it')
      this.at = from + found.length
      return { kind: 'scalar', value: Number(digits), from, to: this.at }
    }
    const value = Object.hasOwn(words, found) ? words[found] : undefined
    if (value !== undefined) {
      this.at = from + found.length
      return { kind: 'scalar', value, from, to: this.at }
    }
    if (found !== '') this.fail('word_unknown', from, from + found.length, `\`${found}\` is not a value; a text stands in double quotes`)
    return this.fail('value_expected', from, from + 1, 'a value is missing here')
  }

  private noName(objectFrom: number): never {
    if (this.at >= this.text.length) this.fail('object_unclosed', objectFrom, objectFrom + 1, 'the closing brace is missing')
    word.lastIndex = this.at
    const found = word.exec(this.text)?.[0] ?? ''
    return this.fail('name_expected', this.at, this.at + Math.max(found.length, 1), 'a name in double quotes is missing here')
  }

  private noEnd(code: 'object_unclosed' | 'array_unclosed', from: number): never {
    if (this.at >= this.text.length) this.fail(code, from, from + 1, 'the closing brace or bracket is missing')
    return this.fail('comma_expected', this.at, this.at + 1, 'a comma is missing here')
  }

  private blanks(): void {
    const { text } = this
    for (;;) {
      const unit = text.charCodeAt(this.at)
      if (unit === SPACE || unit === LINE_FEED || unit === RETURN || unit === TAB) this.at++
      else if (unit === SLASH) this.fail('comment', this.at, this.lineEnd(), 'JSON has no comments')
      else return
    }
  }

  private lineEnd(): number {
    const end = this.text.slice(this.at).search(/[\r\n]|$/)
    return this.at + end
  }

  private peek(): number {
    return this.text.charCodeAt(this.at)
  }

  private fail(code: SyntaxProblemCode, from: number, to: number, message: string): never {
    const end = Math.min(Math.max(to, from), this.text.length)
    throw new Unreadable({ code, message, from: Math.min(from, this.text.length), to: end })
  }
}
