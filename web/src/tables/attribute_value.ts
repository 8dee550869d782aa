import { isRecord } from '../api/problem.ts'

/** A value as DynamoDB has it: each says its type. Binary values are base64. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: boolean }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }
  | { L: AttributeValue[] }
  | { M: Item }

export type Item = { [attribute: string]: AttributeValue }

/** A value as JSON has it. */
export type Plain = string | number | boolean | null | Plain[] | { [name: string]: Plain }

/** The value without its types, for reading. Numbers that JSON would round stay texts. */
export function fold(value: AttributeValue): Plain {
  if ('S' in value) return value.S
  if ('N' in value) return isExact(value.N) ? Number(value.N) : value.N
  if ('B' in value) return value.B
  if ('BOOL' in value) return value.BOOL
  if ('NULL' in value) return null
  if ('SS' in value) return value.SS
  if ('NS' in value) return value.NS.map((number) => (isExact(number) ? Number(number) : number))
  if ('BS' in value) return value.BS
  if ('L' in value) return value.L.map(fold)
  return foldItem(value.M)
}

export function foldItem(item: Item): { [name: string]: Plain } {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fold(value)]))
}

/** Whether JSON can say the number without changing it. */
function isExact(number: string): boolean {
  return String(Number(number)) === number
}

/** Whether folding loses nothing, so that whoever edits may do so without types. */
export function isPlain(value: AttributeValue): boolean {
  if ('S' in value || 'BOOL' in value || 'NULL' in value) return true
  if ('N' in value) return isExact(value.N)
  if ('L' in value) return value.L.every(isPlain)
  return 'M' in value && Object.values(value.M).every(isPlain)
}

/** The types that plain JSON has. */
export function unfold(plain: unknown): AttributeValue {
  if (plain === null) return { NULL: true }
  if (typeof plain === 'string') return { S: plain }
  if (typeof plain === 'boolean') return { BOOL: plain }
  if (typeof plain === 'number') return { N: String(plain) }
  if (Array.isArray(plain)) return { L: plain.map(unfold) }
  if (isRecord(plain)) return { M: unfoldItem(plain) }
  throw new TypeError('JSON has no other values')
}

export function unfoldItem(plain: Record<string, unknown>): Item {
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, unfold(value)]))
}

/** Reads a value that says its type; what is wrong otherwise. */
export function parseTyped(value: unknown, at = ''): AttributeValue {
  if (!isRecord(value)) throw new SyntaxError(`${at}: {"S": "…"}, {"N": "…"}, …`)
  const [entry, ...others] = Object.entries(value)
  if (!entry || others.length > 0) throw new SyntaxError(`${at}: {"S": "…"}, {"N": "…"}, …`)
  const [type, content] = entry
  const texts = Array.isArray(content) && content.every((one): one is string => typeof one === 'string') ? content : null
  if (type === 'S' && typeof content === 'string') return { S: content }
  if (type === 'N' && typeof content === 'string') return { N: content }
  if (type === 'B' && typeof content === 'string') return { B: content }
  if (type === 'BOOL' && typeof content === 'boolean') return { BOOL: content }
  if (type === 'NULL' && content === true) return { NULL: true }
  if (type === 'SS' && texts) return { SS: texts }
  if (type === 'NS' && texts) return { NS: texts }
  if (type === 'BS' && texts) return { BS: texts }
  if (type === 'L' && Array.isArray(content)) return { L: content.map((one: unknown, index) => parseTyped(one, `${at}[${index}]`)) }
  if (type === 'M' && isRecord(content)) return { M: parseTypedItem(content, at) }
  throw new SyntaxError(`${at}: ${type}?`)
}

export function parseTypedItem(item: Record<string, unknown>, at = ''): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, parseTyped(value, at ? `${at}.${name}` : name)]))
}

/** Digits that a number of JSON keeps. */
const EXACT_DIGITS = 15

/** Reads what somebody typed: with types or without. Says what is wrong by throwing. */
export function readItem(text: string, types: 'plain' | 'exact'): Item {
  const parsed: unknown = JSON.parse(text)
  if (!isRecord(parsed)) throw new SyntaxError('{ … }')
  if (types === 'exact') return parseTypedItem(parsed)
  // Texts out of the way first: digits within them are kept as they are.
  for (const number of text.replace(/"(?:\\.|[^"\\])*"/g, '').match(/-?\d[\d.eE+-]*/g) ?? []) {
    if (number.replace(/\D/g, '').replace(/^0+/, '').length > EXACT_DIGITS) throw new SyntaxError(number)
  }
  return unfoldItem(parsed)
}

/** The item for reading: texts that are JSON are shown as what they say. */
export function readable(item: Item): { item: { [name: string]: Plain }; unpacked: string[] } {
  const unpacked: string[] = []
  const shown = Object.entries(item).map(([name, value]) => {
    const inner = 'S' in value ? jsonWithin(value.S) : undefined
    if (inner !== undefined) unpacked.push(name)
    return [name, inner ?? fold(value)] as const
  })
  return { item: Object.fromEntries(shown), unpacked }
}

function jsonWithin(text: string): Plain | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    const parsed: Plain = JSON.parse(text)
    return parsed
  } catch {
    return undefined
  }
}

/** A value in the cell of a table. */
export function cellText(value: AttributeValue | undefined): string {
  if (!value) return ''
  const plain = fold(value)
  return typeof plain === 'string' ? plain : JSON.stringify(plain)
}

/** Whether two values are the same, sets in any order. */
export function isSame(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return one !== undefined && other !== undefined && JSON.stringify(ordered(one)) === JSON.stringify(ordered(other))
}

function ordered(value: AttributeValue): unknown {
  if ('SS' in value) return { SS: [...value.SS].sort() }
  if ('NS' in value) return { NS: [...value.NS].sort() }
  if ('BS' in value) return { BS: [...value.BS].sort() }
  if ('L' in value) return { L: value.L.map(ordered) }
  if (!('M' in value)) return value
  return { M: Object.entries(value.M).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, ordered(inner)]) }
}
