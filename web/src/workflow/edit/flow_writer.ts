import { afresh, type Draft, isEqual, numberIn } from './draft.ts'
import { type Habits, indentationAt, isListOfScalars } from './habits.ts'
import { compared, entriesOf, type Entry, type Part, partsOf, type Stretch } from './stretches.ts'
import { type SyntaxArray, type SyntaxNode, type SyntaxObject, valueOf } from '../syntax.ts'
import { applyChanges, type TextChange } from '../text_change.ts'
import { yamlText } from './yaml_text.ts'

/** What is written in one line because all beside it is may be so long. */
const LINE_CHARACTERS_MAX = 120

/** Writes JSON, and YAML where it is written so: objects and lists in braces and brackets, with commas between what is in them. */
export class FlowWriter {
  readonly changes: TextChange[] = []
  private readonly text: string
  private readonly habits: Habits

  constructor(text: string, habits: Habits) {
    this.text = text
    this.habits = habits
  }

  /** Makes what stands at a place of the text say what the draft says. */
  replace(draft: Draft, place: SyntaxNode): void {
    if (draft.origin !== place) {
      const isLine = place.kind !== 'scalar' && place.to - place.from > 2 && !this.text.slice(place.from, place.to).includes('\n')
      this.change(place.from, place.to, this.written(draft, indentationAt(this.text, place.from), isLine))
    } else if ((draft.kind === 'object' || draft.kind === 'array') && (place.kind === 'object' || place.kind === 'array')) {
      if (draft.isUntouched || (place.style !== 'flow' && isEqual(valueOf(draft), valueOf(place)))) return
      if (place.style === 'flow') this.contents(partsOf(draft), place)
      else this.change(place.from, place.to, this.anew(afresh(draft, this.text), indentationAt(this.text, place.from), true))
    } else if (draft.kind === 'scalar' && place.kind === 'scalar' && draft.value !== place.value) {
      this.change(place.from, place.to, this.scalar(draft.value, place))
    }
  }

  /** Writes the draft in the place of what stands there, in lines of its own. */
  rewrite(draft: Draft, place: SyntaxNode): void {
    this.change(place.from, place.to, this.written(draft, indentationAt(this.text, place.from), false))
  }

  /** The draft as text. What it was made of is written as it was, at its new indentation. */
  written(draft: Draft, indentation: string, isLine: boolean): string {
    const { origin } = draft
    if (origin && (this.habits.notation === 'json' || isWhole(origin))) return this.moved(draft, origin, indentation)
    return this.anew(origin ? afresh(draft, this.text) : draft, indentation, isLine)
  }

  /** The draft as text of its own, whatever it was made of. */
  private anew(draft: Draft, indentation: string, isLine: boolean): string {
    if (draft.kind === 'scalar') return numberIn(draft, this.text) ?? this.scalar(draft.value)
    if (draft.kind === 'placeholder') return this.habits.notation === 'json' ? `\${${draft.name}}` : JSON.stringify(valueOf(draft))
    const parts = partsOf(draft)
    const isObject = draft.kind === 'object'
    const [open, close] = isObject ? '{}' : '[]'
    if (parts.length === 0) return `${open}${close}`
    const { newline, unit, comma } = this.habits
    const isShort = isLine || this.habits.isOneLine || (this.habits.hasShortLists && isListOfScalars(draft))
    if (isShort) {
      const padding = isObject ? this.habits.padding : ''
      const line = `${open}${padding}${parts.map((part) => this.part(part, indentation, true)).join(comma)}${padding}${close}`
      if (this.habits.isOneLine || line.length <= LINE_CHARACTERS_MAX) return line
    }
    const inner = indentation + unit
    const lines = parts.map((part) => `${newline}${inner}${this.part(part, inner, false)}`)
    return `${open}${lines.join(',')}${newline}${indentation}${close}`
  }

  private part({ origin, name, value }: Part, indentation: string, isLine: boolean): string {
    const colon = origin && 'nameTo' in origin && this.habits.notation === 'json' ? this.text.slice(origin.nameTo, origin.value.from) : this.habits.colon
    const text = this.written(value, indentation, isLine)
    return name === null ? text : `${this.scalar(name)}${colon}${text}`
  }

  private moved(draft: Draft, origin: SyntaxNode, indentation: string): string {
    const inner = new FlowWriter(this.text, this.habits)
    inner.replace(draft, origin)
    const changes = inner.changes.map(({ from, to, insert }) => ({ from: from - origin.from, to: to - origin.from, insert }))
    const text = applyChanges(this.text.slice(origin.from, origin.to), changes)
    const old = indentationAt(this.text, origin.from)
    return old === indentation ? text : text.replaceAll(`\n${old}`, `\n${indentation}`)
  }

  private contents(parts: readonly Part[], place: SyntaxObject | SyntaxArray): void {
    const entries = entriesOf(place)
    const { kept, stretches } = compared(entries, parts)
    for (const { entry, part } of kept) {
      if (entry.member && part.name !== null && part.name !== entry.member.name) {
        const place = { from: entry.member.nameFrom, to: entry.member.nameTo }
        this.change(place.from, place.to, this.scalar(part.name, place))
      }
      this.replace(part.value, entry.value)
    }
    for (const stretch of stretches) this.stretch(stretch, place, entries)
  }

  private stretch({ previous, next, removed, added }: Stretch, place: SyntaxObject | SyntaxArray, entries: readonly Entry[]): void {
    const first = removed[0]
    const last = removed.at(-1)
    if (added.length === 0) {
      if (!first || !last) return
      if (previous) this.change(previous.to, last.to, '')
      else if (next) this.change(first.from, next.from, '')
      else this.change(place.from + 1, place.to - 1, '')
      return
    }
    const [entry] = entries
    if (!entry) {
      this.fill(added, place)
      return
    }
    const gap = this.gapAt(previous ?? entry, place, entries)
    const indentation = gap.includes('\n') ? gap.slice(gap.lastIndexOf('\n') + 1) : indentationAt(this.text, (previous ?? entry).from)
    const written = added.map((part) => this.part(part, indentation, this.isLineIn(part, place, entries))).join(gap)
    if (first && last) this.change(first.from, last.to, written)
    else if (previous) this.change(previous.to, previous.to, gap + written)
    else this.change(entry.from, entry.from, written + gap)
  }

  /** What is between two entries: as it is after this one, before it, or as far as can be told from where it stands. */
  private gapAt(entry: Entry, place: SyntaxObject | SyntaxArray, entries: readonly Entry[]): string {
    const at = entries.indexOf(entry)
    const [one, other] = at + 1 < entries.length ? [entry, entries[at + 1]] : [entries[at - 1], entry]
    const gap = one && other ? this.text.slice(one.to, other.from) : ''
    if (/^\s*,\s*$/.test(gap)) return gap
    const lead = this.text.slice(place.from + 1, entries[0]?.from)
    return lead.includes('\n') ? `,${this.habits.newline}${indentationAt(this.text, entries[0]?.from ?? place.from)}` : this.habits.comma
  }

  /** Whether a part is written in one line: as all of its kind are beside it. */
  private isLineIn({ value }: Part, place: SyntaxObject | SyntaxArray, entries: readonly Entry[]): boolean {
    if (value.kind !== 'object' && value.kind !== 'array') return true
    const alike = entries.filter((entry) => entry.value.kind === value.kind && entry.value.to - entry.value.from > 2 && isListOfScalars(entry.value) === isListOfScalars(value))
    const isLine = (from: number, to: number) => !this.text.slice(from, to).includes('\n')
    return alike.length > 0 ? alike.every((entry) => isLine(entry.value.from, entry.value.to)) : isLine(place.from, place.to)
  }

  /** Puts the first parts into what is empty. */
  private fill(added: readonly Part[], place: SyntaxObject | SyntaxArray): void {
    const indentation = indentationAt(this.text, place.from)
    const { newline, unit, comma, padding, isOneLine, hasShortLists } = this.habits
    const inner = indentation + unit
    const isShort = isOneLine || (place.kind === 'array' && hasShortLists && added.every((part) => part.value.kind === 'scalar'))
    const line = isShort ? added.map((part) => this.part(part, indentation, true)).join(comma) : ''
    const around = place.kind === 'object' ? padding : ''
    const lines = () => `${added.map((part) => `${newline}${inner}${this.part(part, inner, false)}`).join(',')}${newline}${indentation}`
    this.change(place.from + 1, place.to - 1, isShort && (isOneLine || line.length <= LINE_CHARACTERS_MAX) ? `${around}${line}${around}` : lines())
  }

  /** `place`: where what it replaces is written. */
  private scalar(value: string | number | boolean | null, place = { from: 0, to: 0 }): string {
    if (typeof value !== 'string' || this.habits.notation === 'json') return JSON.stringify(value)
    return yamlText(value, this.habits.quote, 'braces', this.text.slice(place.from, place.to))
  }

  private change(from: number, to: number, insert: string): void {
    this.changes.push({ from, to, insert })
  }
}

/** Whether what is written there can stand between braces as it is. */
function isWhole(node: SyntaxNode): boolean {
  return (node.kind === 'object' || node.kind === 'array') && node.style === 'flow'
}
