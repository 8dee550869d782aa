/**
 * A definition as it is written: what stands where. JSON and YAML are read into the same tree, so that a change of the
 * workflow can be made in the text itself and everything around it stays. Offsets are UTF-16 units into the text.
 */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

export type Notation = 'json' | 'yaml'

/**
 * How an object or an array is written. `closed`: in a way that has no room for a change within, as an alias or a
 * short form like `!GetAtt` in YAML; it can only be written anew.
 */
export type SyntaxStyle = 'block' | 'flow' | 'closed'

export type SyntaxObject = { kind: 'object'; from: number; to: number; members: SyntaxMember[]; style: SyntaxStyle }
export type SyntaxArray = { kind: 'array'; from: number; to: number; items: SyntaxNode[]; style: SyntaxStyle }
export type SyntaxScalar = { kind: 'scalar'; from: number; to: number; value: string | number | boolean | null }
/** `${Name}` where a value is, outside of a string. */
export type SyntaxPlaceholder = { kind: 'placeholder'; from: number; to: number; name: string }
export type SyntaxNode = SyntaxObject | SyntaxArray | SyntaxScalar | SyntaxPlaceholder

/** A name may be there twice; the last one counts, as with every reader of JSON. */
export type SyntaxMember = { name: string; nameFrom: number; nameTo: number; value: SyntaxNode }

export type SyntaxProblemCode =
  | 'empty'
  | 'value_expected'
  | 'name_expected'
  | 'colon_expected'
  | 'comma_expected'
  | 'comma_too_many'
  | 'string_unclosed'
  | 'string_character'
  | 'escape_invalid'
  | 'number_invalid'
  | 'word_unknown'
  | 'comment'
  | 'object_unclosed'
  | 'array_unclosed'
  | 'placeholder_unclosed'
  | 'text_after_end'
  | 'too_deep'
  | 'object_expected'
  | 'yaml'

/** Why a text cannot be read, and where. The words for people are chosen by the code; `message` is for those who develop. */
export type SyntaxProblem = { message: string; from: number; to: number; code: SyntaxProblemCode }

export type SyntaxResult = { root: SyntaxNode; notation: Notation } | { problem: SyntaxProblem }

/**
 * The way to a value: the names and indices that lead to it. An index also leads to a member of an object: the only way
 * to one whose name is there again after it.
 */
export type Path = readonly (string | number)[]

/** How deep values may be nested, as in the engine's own reader. */
export const DEPTH_MAX = 200

export function nodeAt(root: SyntaxNode, path: Path): SyntaxNode | null {
  let node: SyntaxNode | null = root
  for (const part of path) node = node && partOf(node, part)
  return node
}

function partOf(node: SyntaxNode, part: string | number): SyntaxNode | null {
  if (node.kind === 'object') return (typeof part === 'number' ? node.members[part] : memberOf(node, part))?.value ?? null
  if (node.kind === 'array' && typeof part === 'number') return node.items[part] ?? null
  return null
}

export function memberOf(node: SyntaxNode, name: string): SyntaxMember | null {
  return node.kind === 'object' ? (node.members.findLast((member) => member.name === name) ?? null) : null
}

/** The members of an object and what leads to each from it. */
export function partsTo(object: SyntaxObject): { member: SyntaxMember; part: string | number }[] {
  const last = new Map(object.members.map((member) => [member.name, member]))
  return object.members.map((member, index) => ({ member, part: last.get(member.name) === member ? member.name : index }))
}

/** The innermost value that a place in the text is in, or at the end of. The name of a member belongs to its value. */
export function pathAt(root: SyntaxNode, offset: number): Path {
  const path: (string | number)[] = []
  let node: SyntaxNode | null = root
  while (node) {
    let within: SyntaxNode | null = null
    if (node.kind === 'object') {
      const found: { member: SyntaxMember; part: string | number } | undefined = partsTo(node).find(({ member }) => member.nameFrom <= offset && offset <= Math.max(member.nameTo, member.value.to))
      if (found) {
        path.push(found.part)
        within = found.member.value
      }
    } else if (node.kind === 'array') {
      const index = node.items.findIndex((item) => item.from <= offset && offset <= item.to)
      const item: SyntaxNode | undefined = node.items[index]
      if (item) {
        path.push(index)
        within = item
      }
    }
    node = within
  }
  return path
}

/** A path as AWS writes it: `/States/Pay/Catch[0]/Next`, and `/` for the whole. */
export function pointer(path: Path): string {
  if (path.length === 0) return '/'
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `/${part}`)).join('')
}

/**
 * The path that a location of AWS's kind means. A name that has `/` or `[0]` in it is not told from a path by itself:
 * with the tree at hand it is.
 */
export function pathOf(location: string, root?: SyntaxNode): Path {
  return (root && pathIn(root, location)) ?? plainPathOf(location)
}

function plainPathOf(location: string): Path {
  const path: (string | number)[] = []
  for (const segment of location.split('/')) {
    if (segment === '') continue
    const [, name = '', indices = ''] = /^(.*?)((?:\[\d+\])*)$/.exec(segment) ?? []
    if (name !== '') path.push(name)
    for (const [, index] of indices.matchAll(/\[(\d+)\]/g)) path.push(Number(index))
  }
  return path
}

function pathIn(node: SyntaxNode, location: string): Path | null {
  if (location === '' || location === '/') return []
  if (node.kind === 'array' || location.startsWith('[')) {
    const [all = '', index = ''] = /^\[(\d+)\]/.exec(location) ?? []
    const item = all === '' ? null : partOf(node, Number(index))
    const rest = item && pathIn(item, location.slice(all.length))
    return rest && [Number(index), ...rest]
  }
  if (node.kind !== 'object' || !location.startsWith('/')) return null
  const names = new Set(node.members.map((member) => member.name).filter((name) => location.startsWith(name, 1)))
  for (const name of [...names].sort((one, other) => other.length - one.length)) {
    const value = partOf(node, name)
    const after = location.slice(1 + name.length)
    const rest = value && /^($|[/[])/.test(after) ? pathIn(value, after) : null
    if (rest) return [name, ...rest]
  }
  return null
}

/** The value that is written; a placeholder is its text. */
export function valueOf(node: SyntaxNode): Json {
  switch (node.kind) {
    case 'object':
      return objectOf(node)
    case 'array':
      return node.items.map(valueOf)
    case 'scalar':
      return node.value
    case 'placeholder':
      return `\${${node.name}}`
  }
}

function objectOf(node: SyntaxObject): { [name: string]: Json } {
  const object: { [name: string]: Json } = {}
  for (const { name, value } of node.members) {
    // Set as a field it would be what the object inherits from.
    if (name === '__proto__') Object.defineProperty(object, name, { value: valueOf(value), enumerable: true, configurable: true, writable: true })
    else object[name] = valueOf(value)
  }
  return object
}
