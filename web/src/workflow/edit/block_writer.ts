import { type Draft, isEqual, numberIn } from './draft.ts'
import { columnAt, type Habits, isListOfScalars, lineStart } from './habits.ts'
import { compared, entriesOf, type Entry, type Part, partsOf, type Stretch } from './stretches.ts'
import { FlowWriter } from './flow_writer.ts'
import { type SyntaxArray, type SyntaxMember, type SyntaxNode, type SyntaxObject, valueOf } from '../syntax.ts'
import { applyChanges, type TextChange } from '../text_change.ts'
import { yamlLines, yamlText } from './yaml_text.ts'

/** Writes YAML: objects and lists by lines and indentation. Comments stay with what they stand above or behind. */
export class BlockWriter {
  private readonly own: TextChange[] = []
  private readonly flow: FlowWriter
  private readonly text: string
  private readonly habits: Habits
  private readonly root: SyntaxNode
  private blockMembers: Map<SyntaxMember, number> | null = null

  constructor(text: string, habits: Habits, root: SyntaxNode) {
    this.text = text
    this.habits = habits
    this.root = root
    this.flow = new FlowWriter(text, habits)
  }

  get changes(): TextChange[] {
    return [...this.own, ...this.flow.changes]
  }

  /** Makes the text say what the draft says. */
  replace(draft: Draft): void {
    const place = this.root
    if (draft.origin === place && isBlock(place) && isBlock(draft) && partsOf(draft).length > 0) this.contents(partsOf(draft), place)
    else if (draft.origin === place && !isBlock(place) && !isFilled(draft, place)) this.flow.replace(draft, place)
    else this.change(place.from, place.to, this.anew(draft))
  }

  /** The whole as a text of its own. */
  anew(draft: Draft): string {
    return isLines(draft, this.habits) ? this.lines(draft, '') : this.inline(draft, '')
  }

  private contents(parts: readonly Part[], place: SyntaxObject | SyntaxArray): void {
    const entries = this.entries(place)
    const { kept, stretches } = compared(entries, parts)
    for (const { entry, part } of kept) this.keep(part, entry)
    for (const stretch of stretches) this.stretch(stretch, place, entries)
  }

  private keep(part: Part, entry: Entry): void {
    if (entry.member && part.name !== null && part.name !== entry.member.name) this.rename(entry.member, part.name)
    const place = entry.value
    const { value } = part
    if (value.origin !== place) return this.renew(value, entry)
    if (value.kind === 'scalar' && place.kind === 'scalar') {
      if (value.value !== place.value) this.renew(value, entry)
      return
    }
    if ((value.kind !== 'object' && value.kind !== 'array') || value.isUntouched) return
    if (isBlock(place) && partsOf(value).length > 0) this.contents(partsOf(value), place)
    else if (isBlock(place) || isFilled(value, place)) this.renew(value, entry)
    else if (place.kind !== 'scalar') this.flow.replace(value, place)
  }

  private rename({ nameFrom, nameTo }: SyntaxMember, name: string): void {
    this.change(nameFrom, nameTo, yamlText(name, this.habits.quote, 'lines', this.text.slice(nameFrom, nameTo)))
  }

  /** Writes another value behind a name or a dash. */
  private renew(value: Draft, entry: Entry): void {
    const { member } = entry
    const place = entry.value
    const start = member ? this.text.indexOf(':', member.nameTo) + 1 : entry.from + 1
    const written = this.behind(value, ' '.repeat(columnAt(this.text, entry.from)), member === null, place)
    const comment = /^[ \t]+#[^\r\n]*/.exec(this.text.slice(place.to, this.lineEnd(place.to)))
    if (comment && written.includes('\n')) {
      this.change(start, place.to, '')
      this.change(place.to + comment[0].length, place.to + comment[0].length, written)
    } else {
      this.change(start, place.to, written)
    }
  }

  private stretch({ previous, next, removed, added }: Stretch, place: SyntaxObject | SyntaxArray, entries: readonly Entry[]): void {
    const [first] = entries
    const gone = removed[0]
    const last = removed.at(-1)
    if (!first) return
    const indentation = ' '.repeat(columnAt(this.text, first.from))
    const separator = this.habits.newline.repeat(this.hasGaps(previous ?? first, entries) ? 2 : 1) + indentation
    const written = added.map((part) => this.part(part, indentation)).join(separator)
    if (gone && last && added.length > 0) {
      this.change(gone.from, this.lineEnd(last.to), written)
    } else if (gone && last && previous) {
      this.change(this.gapBefore(this.head(gone, place, previous), last), this.lineEnd(last.to), '')
    } else if (gone && last && next) {
      const head = this.head(gone, place, null)
      const start = columnAt(this.text, head) === columnAt(this.text, gone.from) ? head : gone.from
      this.change(start, this.head(next, place, last), '')
    } else if (previous) {
      const end = this.lineEnd(previous.to)
      this.change(end, end, separator + written)
    } else {
      const head = this.head(first, place, null)
      const lead = this.text.slice(lineStart(this.text, head), head)
      const isInline = lead.trim() !== ''
      if (isInline) this.change(first.from, first.from, written + separator)
      else this.change(head - lead.length, head - lead.length, indentation + written + separator.slice(0, separator.length - indentation.length))
    }
  }

  /** A member or an item; its lines but the first are indented. */
  private part(part: Part, indentation: string): string {
    const { origin, name, value } = part
    const before = origin && 'nameTo' in origin ? this.before(origin) : undefined
    if (origin && 'nameTo' in origin && before !== undefined) return this.moved(part, origin, before, indentation)
    const written = this.behind(value, indentation, name === null, null)
    return name === null ? `-${written}` : `${yamlText(name, this.habits.quote, 'lines')}:${written}`
  }

  /** What stands behind a name or a dash. */
  private behind(value: Draft, indentation: string, isItem: boolean, place: SyntaxNode | null): string {
    if (!isLines(value, this.habits)) return ` ${this.inline(value, indentation, place)}`
    const isIndented = value.kind === 'object' || this.habits.hasListsIndented || isItem
    const inner = indentation + (isItem ? '  ' : isIndented ? this.habits.unit : '')
    return (isItem ? ' ' : this.habits.newline + inner) + this.lines(value, inner)
  }

  private inline(value: Draft, indentation: string, place: SyntaxNode | null = null): string {
    if (value.kind === 'placeholder') return `\${${value.name}}`
    if (value.kind !== 'scalar') return this.flow.written(value, indentation, true)
    if (typeof value.value !== 'string') return numberIn(value, this.text) ?? JSON.stringify(value.value)
    const written = place ? this.text.slice(place.from, place.to) : ''
    return yamlLines(value.value, indentation + this.habits.unit, this.habits.newline) ?? yamlText(value.value, this.habits.quote, 'lines', written)
  }

  /** An object or a list in lines, all but the first indented. */
  private lines(value: Draft, indentation: string): string {
    const { origin } = value
    if (origin && isBlock(origin) && isBlock(value) && partsOf(value).length > 0) return this.movedLines(value, origin, indentation)
    if (value.kind !== 'object' && value.kind !== 'array') return this.inline(value, indentation)
    return partsOf(value).map((part) => this.part(part, indentation)).join(this.habits.newline + indentation)
  }

  /** A member with the comments above and behind it. */
  private moved(part: Part, member: SyntaxMember, before: number, indentation: string): string {
    const writer = new BlockWriter(this.text, this.habits, this.root)
    const entry = { from: member.nameFrom, to: member.value.to, member, value: member.value }
    writer.keep(part, entry)
    return this.shifted(this.commentsAbove(member.nameFrom, before), member.nameFrom, this.lineEnd(member.value.to), writer.changes, indentation)
  }

  private movedLines(value: Draft, origin: SyntaxObject | SyntaxArray, indentation: string): string {
    const writer = new BlockWriter(this.text, this.habits, this.root)
    if (value.kind === 'object' || value.kind === 'array') writer.contents(partsOf(value), origin)
    const [first] = this.entries(origin)
    const from = first ? this.head(first, origin, null) : origin.from
    return this.shifted(from, first?.from ?? from, this.lineEnd(origin.to), writer.changes, indentation)
  }

  /** Lines of the text, changed, as they are at another indentation; `at` shows the one that they have. */
  private shifted(from: number, at: number, to: number, changes: readonly TextChange[], indentation: string): string {
    const text = applyChanges(this.text.slice(from, to), changes.map((change) => ({ from: change.from - from, to: change.to - from, insert: change.insert })))
    const column = columnAt(this.text, at)
    const [first = '', ...rest] = text.split('\n')
    const lines = rest.map((line) => {
      const blanks = /^ */.exec(line)?.[0].length ?? 0
      const isEmpty = blanks <= column && line.trim() === ''
      return (isEmpty ? '' : indentation) + line.slice(Math.min(blanks, column))
    })
    return [first, ...lines].join('\n')
  }

  private entries(place: SyntaxObject | SyntaxArray): Entry[] {
    const entries = entriesOf(place)
    if (place.kind === 'object') return entries
    let after = place.from
    return entries.map((entry) => {
      const from = this.dashAfter(after)
      after = Math.max(entry.to, from + 1)
      return { ...entry, from }
    })
  }

  /** Where the next item of a list begins; nothing but blanks and comments is before its dash. */
  private dashAfter(offset: number): number {
    let at = offset
    while (at < this.text.length && this.text[at] !== '-') at = this.text[at] === '#' ? this.lineEnd(at) : at + 1
    return at
  }

  private lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset)
    if (end < 0) return this.text.length
    return end > offset && this.text[end - 1] === '\r' ? end - 1 : end
  }

  /** Where an entry begins with the comments above it. Those at the top of the text are about the whole. */
  private head(entry: Entry, place: SyntaxNode, before: Entry | null): number {
    return place === this.root && !before ? entry.from : this.commentsAbove(entry.from, before?.to ?? 0)
  }

  /** Where the comments begin that stand directly above, and after what is before them. */
  private commentsAbove(offset: number, after: number): number {
    let start = lineStart(this.text, offset)
    let head = offset
    if (this.text.slice(start, offset).trim() !== '') return offset
    while (start > after) {
      const above = lineStart(this.text, start - 1)
      const line = this.text.slice(above, start)
      if (above < after || !line.trimStart().startsWith('#')) break
      head = above + line.length - line.trimStart().length
      start = above
    }
    return head
  }

  /** The end of the line before an entry that goes; of two blank lines around it one goes too. */
  private gapBefore(head: number, last: Entry): number {
    const start = lineStart(this.text, head)
    const rest = this.text.slice(this.lineEnd(last.to))
    const isFollowed = !/^\r?\n[ \t]*(?:\r?\n|$)/.test(rest) && rest.trim() !== ''
    let end = start
    do end = this.text[end - 2] === '\r' ? end - 2 : end - 1
    while (!isFollowed && end > 0 && this.text.slice(lineStart(this.text, end), end).trim() === '')
    return end
  }

  private hasGaps(entry: Entry, entries: readonly Entry[]): boolean {
    const at = entries.indexOf(entry)
    const [one, other] = at + 1 < entries.length ? [entry, entries[at + 1]] : [entries[at - 1], entry]
    return one !== undefined && other !== undefined && /\n[ \t]*\r?\n/.test(this.text.slice(one.to, other.from))
  }

  /** Where what is before a member that is written in lines ends; undefined for one between braces. */
  private before(member: SyntaxMember): number | undefined {
    this.blockMembers ??= new Map(blockMembersOf(this.root))
    return this.blockMembers.get(member)
  }

  private change(from: number, to: number, insert: string): void {
    this.own.push({ from, to, insert })
  }
}

function isBlock<N extends SyntaxNode>(node: N): node is N & (SyntaxObject | SyntaxArray) {
  return (node.kind === 'object' || node.kind === 'array') && node.style === 'block'
}

/** Whether what was written as `{}` or `[]`, or in a way that cannot be changed from within, is something else now. */
function isFilled(draft: Draft, place: SyntaxNode): boolean {
  if ((place.kind !== 'object' && place.kind !== 'array') || (draft.kind !== 'object' && draft.kind !== 'array')) return false
  if (place.style === 'closed') return !isEqual(valueOf(draft), valueOf(place))
  return entriesOf(place).length === 0 && partsOf(draft).length > 0
}

/** Whether a value is written in lines: as it is, or if it is new, all but what is empty, and short lists where that is the habit. */
function isLines(draft: Draft, habits: Habits): boolean {
  if (draft.kind !== 'object' && draft.kind !== 'array') return false
  if (partsOf(draft).length === 0) return false
  if (draft.origin && entriesOf(draft.origin).length > 0) return isBlock(draft.origin)
  return !(habits.hasShortLists && isShort(draft))
}

/** A list of texts that fits into a line. */
function isShort(draft: Draft): boolean {
  return isListOfScalars(draft) && JSON.stringify(valueOf(draft)).length <= LIST_CHARACTERS_MAX
}

const LIST_CHARACTERS_MAX = 80

/** The members that are written in lines, each with where the one before it ends. */
function* blockMembersOf(node: SyntaxNode): Generator<[SyntaxMember, number]> {
  if (node.kind === 'object') {
    let before = 0
    for (const member of node.members) {
      if (node.style === 'block') yield [member, before]
      before = member.value.to
      yield* blockMembersOf(member.value)
    }
  }
  if (node.kind === 'array') for (const item of node.items) yield* blockMembersOf(item)
}
