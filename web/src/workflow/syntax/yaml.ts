import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'

import { DEPTH_MAX, type SyntaxMember, type SyntaxNode, type SyntaxProblem } from '../syntax.ts'
import { parsePlainYaml } from './plain_yaml.ts'

/** So many values a text may have with its aliases written out, as in the engine's own reader. */
const VALUES_MAX = 500_000

/** Reads one YAML document; CloudFormation's short forms, such as `!GetAtt Pay.Arn`, are the objects they are short for. */
export function parseYaml(text: string): { root: SyntaxNode } | { problem: SyntaxProblem } {
  const plain = parsePlainYaml(text)
  return plain ? { root: plain } : parseWholeYaml(text)
}

/** Reads all that YAML may be, and says what is wrong. */
export function parseWholeYaml(text: string): { root: SyntaxNode } | { problem: SyntaxProblem } {
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error', version: '1.2', schema: 'core' })
  const [error] = document.errors
  if (error) return { problem: { code: 'yaml', message: error.message, from: error.pos[0], to: Math.min(error.pos[1], text.length) } }
  if (!document.contents) return { problem: { code: 'empty', message: 'the text is empty', from: 0, to: text.length } }
  try {
    return { root: new YamlReader(text).value(document.contents, 0, 0) }
  } catch (thrown) {
    if (thrown instanceof Unreadable) return { problem: thrown.problem }
    throw thrown
  }
}

class Unreadable extends Error {
  readonly problem: SyntaxProblem

  constructor(problem: SyntaxProblem) {
    super(problem.message)
    this.problem = problem
  }
}

class YamlReader {
  private readonly text: string
  private readonly anchors = new Map<string, SyntaxNode>()
  private values = 0

  constructor(text: string) {
    this.text = text
  }

  /** `after`: where what comes before the value ends; its tag and its anchor stand between. */
  value(node: Node, after: number, depth: number): SyntaxNode {
    const [from = after, to = from] = node.range ?? []
    if (depth > DEPTH_MAX) throw new Unreadable({ code: 'too_deep', message: `values are nested more than ${DEPTH_MAX} deep`, from, to })
    this.count(1, from, to)
    if (isAlias(node)) {
      const anchor = this.anchors.get(node.source)
      if (!anchor) throw new Unreadable({ code: 'yaml', message: `there is no anchor \`${node.source}\` before this`, from, to })
      return this.closed(anchor, from, to)
    }
    if (!isScalar(node) && !isCollection(node)) throw new Unreadable({ code: 'yaml', message: 'this is no value', from, to })
    const tagFrom = node.tag === undefined ? null : this.tagBefore(after, from)
    const tag = tagFrom === null ? null : (/^!(\w[\w:]*)/.exec(this.text.slice(tagFrom, from))?.[1] ?? null)
    const plain = this.plain(node, from, isScalar(node) ? (tagFrom ?? from) : from, to, depth)
    const value = tagFrom !== null && tag !== null ? shortForm(tag, tagFrom, plain) : plain
    if (node.anchor !== undefined) this.anchors.set(node.anchor, value)
    return value
  }

  private plain(node: Scalar | YAMLMap | YAMLSeq, start: number, from: number, to: number, depth: number): SyntaxNode {
    if (isMap(node)) {
      const members = node.items.map((pair) => this.member(pair, start, depth))
      return { kind: 'object', from, to: node.flow ? to : (members.at(-1)?.value.to ?? to), members, style: node.flow ? 'flow' : 'block' }
    }
    if (isSeq(node)) {
      let end = start
      const items = node.items.map((item) => {
        const value = this.value(nodeOf(item), end, depth + 1)
        end = value.to
        return value
      })
      return { kind: 'array', from, to: node.flow ? to : end, items, style: node.flow ? 'flow' : 'block' }
    }
    return this.scalar(node.value, node.type === 'PLAIN' ? this.text.slice(start, to) : null, from, this.endOf(node.type ?? 'PLAIN', start, to))
  }

  private scalar(value: unknown, plain: string | null, from: number, to: number): SyntaxNode {
    const [, name] = /^\$\{([^{}]+)\}$/.exec(plain ?? '') ?? []
    if (name !== undefined) return { kind: 'placeholder', name: name.trim(), from, to }
    if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'scalar', value, from, to }
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return { kind: 'scalar', value, from, to }
    return { kind: 'scalar', value: plain ?? String(value), from, to }
  }

  /** The end of the last line of a text in lines of its own, without the line's end; of one that keeps its last lines, with them. */
  private endOf(type: string, from: number, to: number): number {
    if (!type.startsWith('BLOCK')) return to
    const header = /^[|>][^\s#]*/.exec(this.text.slice(from, to))?.[0] ?? ''
    const lines = this.text.slice(from, to)
    return from + lines.replace(header.includes('+') ? /\r?\n$/ : /\s+$/, '').length
  }

  private member(pair: Pair, after: number, depth: number): SyntaxMember {
    const key = nodeOf(pair.key)
    const [nameFrom = after, nameTo = nameFrom] = key.range ?? []
    if (!isScalar(key)) throw new Unreadable({ code: 'name_expected', message: 'a name is a text', from: nameFrom, to: nameTo })
    const name = key.type === 'PLAIN' ? this.text.slice(nameFrom, nameTo) : String(key.value)
    const colon = this.text.indexOf(':', nameTo) + 1 || nameTo
    const value: SyntaxNode = pair.value === null ? { kind: 'scalar', value: null, from: nameTo, to: nameTo } : this.value(nodeOf(pair.value), colon, depth + 1)
    return { name, nameFrom, nameTo, value }
  }

  /** Where the tag of a value begins; an anchor may stand before it or behind it. */
  private tagBefore(after: number, from: number): number | null {
    const properties = /(?:[!&]\S*\s+(?:#[^\n]*\s*)*)+$/.exec(this.text.slice(after, from))
    const tag = properties ? /(?<=^|\s)!/.exec(properties[0]) : null
    return properties && tag ? after + properties.index + tag.index : null
  }

  /** What an alias stands for: it can be changed only at its anchor. */
  private closed(node: SyntaxNode, from: number, to: number): SyntaxNode {
    this.count(1, from, to)
    switch (node.kind) {
      case 'object':
        return { ...node, from, to, style: 'closed', members: node.members.map(({ name, value }) => ({ name, nameFrom: from, nameTo: to, value: this.closed(value, from, to) })) }
      case 'array':
        return { ...node, from, to, style: 'closed', items: node.items.map((item) => this.closed(item, from, to)) }
      case 'scalar':
      case 'placeholder':
        return { ...node, from, to }
    }
  }

  private count(values: number, from: number, to: number): void {
    this.values += values
    if (this.values > VALUES_MAX) throw new Unreadable({ code: 'yaml', message: `with its aliases written out the text has more than ${VALUES_MAX} values`, from, to })
  }
}

/** The object that a short form of CloudFormation means. */
function shortForm(tag: string, from: number, value: SyntaxNode): SyntaxNode {
  const name = tag === 'Ref' || tag === 'Condition' ? tag : `Fn::${tag}`
  return { kind: 'object', style: 'closed', from, to: value.to, members: [{ name, nameFrom: from, nameTo: from + 1 + tag.length, value }] }
}

function nodeOf(item: unknown): Node {
  if (isAlias(item) || isScalar(item) || isCollection(item)) return item
  throw new Unreadable({ code: 'yaml', message: 'a value is missing here', from: 0, to: 0 })
}
