import { type Json, memberOf, type Path, type SyntaxArray, type SyntaxMember, type SyntaxNode, type SyntaxObject, type SyntaxPlaceholder, type SyntaxScalar, type SyntaxStyle, valueOf } from '../syntax.ts'
import { rankOf } from './order.ts'

/**
 * A definition that is being changed: a tree like that of the text, whose parts remember what they were made of. What
 * they were made of is written as it was; a part that was made of nothing (`origin: null`) has no place in the text yet.
 */
export type Draft = DraftObject | DraftArray | DraftScalar | DraftPlaceholder
export type DraftScalar = SyntaxScalar & { origin: SyntaxScalar | null }
export type DraftPlaceholder = SyntaxPlaceholder & { origin: SyntaxPlaceholder | null }
export type DraftMember = Omit<SyntaxMember, 'value'> & { value: Draft; origin: SyntaxMember | null }

/** Its members are made when they are first asked for: most of a definition is not even looked at by an edit. */
export class DraftObject {
  readonly kind = 'object'
  readonly origin: SyntaxObject | null
  private made: DraftMember[] | null

  constructor(origin: SyntaxObject | null, members: DraftMember[] | null) {
    this.origin = origin
    this.made = members
  }

  get from(): number {
    return this.origin?.from ?? 0
  }

  get to(): number {
    return this.origin?.to ?? 0
  }

  get style(): SyntaxStyle {
    return this.origin?.style ?? 'flow'
  }

  get isUntouched(): boolean {
    return this.made === null
  }

  get members(): DraftMember[] {
    this.made ??= (this.origin?.members ?? []).map((member) => ({ ...member, value: draftOf(member.value), origin: member }))
    return this.made
  }

  set members(members: DraftMember[]) {
    this.made = members
  }
}

export class DraftArray {
  readonly kind = 'array'
  readonly origin: SyntaxArray | null
  private made: Draft[] | null

  constructor(origin: SyntaxArray | null, items: Draft[] | null) {
    this.origin = origin
    this.made = items
  }

  get from(): number {
    return this.origin?.from ?? 0
  }

  get to(): number {
    return this.origin?.to ?? 0
  }

  get style(): SyntaxStyle {
    return this.origin?.style ?? 'flow'
  }

  get isUntouched(): boolean {
    return this.made === null
  }

  get items(): Draft[] {
    this.made ??= (this.origin?.items ?? []).map(draftOf)
    return this.made
  }

  set items(items: Draft[]) {
    this.made = items
  }
}

export function draftOf(node: SyntaxNode): Draft {
  switch (node.kind) {
    case 'object':
      return new DraftObject(node, null)
    case 'array':
      return new DraftArray(node, null)
    case 'scalar':
      return { ...node, origin: node }
    case 'placeholder':
      return { ...node, origin: node }
  }
}

/** Another of the same kind. It is written as the first one is. */
export function copyOfDraft(draft: Draft): Draft {
  switch (draft.kind) {
    case 'object':
      return new DraftObject(draft.origin, draft.isUntouched ? null : draft.members.map((member) => ({ ...member, value: copyOfDraft(member.value) })))
    case 'array':
      return new DraftArray(draft.origin, draft.isUntouched ? null : draft.items.map(copyOfDraft))
    case 'scalar':
    case 'placeholder':
      return { ...draft }
  }
}

/** The same value, made of nothing: it is written anew. Numbers stay as the text has them: `1.0`, and all digits of a long one. */
export function afresh(draft: Draft, text: string): Draft {
  switch (draft.kind) {
    case 'object':
      return newObject(draft.members.map((member) => newMember(member.name, afresh(member.value, text))))
    case 'array':
      return newArray(draft.items.map((item) => afresh(item, text)))
    case 'scalar':
      return { ...draft, origin: numberIn(draft, text) === null ? null : draft.origin }
    case 'placeholder':
      return { ...draft, origin: null }
  }
}

/** A number as it is written, if every notation may write it so; null for what is none, or is another than in the text. */
export function numberIn({ value, origin }: DraftScalar, text: string): string | null {
  if (typeof value !== 'number' || origin?.value !== value) return null
  const written = text.slice(origin.from, origin.to)
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(written) ? written : null
}

export function newDraft(value: Json): Draft {
  if (Array.isArray(value)) return newArray(value.map(newDraft))
  if (value !== null && typeof value === 'object') return newObject(Object.entries(value).map(([name, inner]) => newMember(name, newDraft(inner))))
  return { kind: 'scalar', from: 0, to: 0, value, origin: null }
}

export function newObject(members: DraftMember[]): DraftObject {
  return new DraftObject(null, members)
}

export function newArray(items: Draft[]): DraftArray {
  return new DraftArray(null, items)
}

export function newMember(name: string, value: Draft): DraftMember {
  return { name, nameFrom: 0, nameTo: 0, value, origin: null }
}

export function member(object: Draft | null | undefined, name: string): DraftMember | null {
  if (object?.kind !== 'object' || !seen(object).members.some((one) => one.name === name)) return null
  return object.members.findLast((one) => one.name === name) ?? null
}

export function text(object: Draft | null | undefined, name: string): string | null {
  const value = object?.kind === 'object' ? memberOf(seen(object), name)?.value : null
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : null
}

export function items(object: Draft | null | undefined, name: string): Draft[] {
  const value = member(object, name)?.value
  return value?.kind === 'array' ? value.items : []
}

/** The object to look at: as long as it is what the text has, its members need not be made. */
function seen(object: DraftObject): SyntaxObject {
  return object.isUntouched && object.origin ? object.origin : object
}

export function draftAt(root: Draft, path: Path): Draft | null {
  let draft: Draft | null = root
  for (const part of path) {
    if (draft === null) return null
    if (draft.kind === 'array') draft = typeof part === 'number' ? (draft.items[part] ?? null) : null
    else draft = (typeof part === 'number' ? (draft.kind === 'object' ? draft.members[part] : null) : member(draft, part))?.value ?? null
  }
  return draft
}

/** Sets a member that the language knows; a new one goes where a person would put it. */
export function setField(object: DraftObject, name: string, value: Json): void {
  const known = member(object, name)
  if (known) known.value = withValue(known.value, value)
  else addField(object, newMember(name, newDraft(value)))
}

export function addField(object: DraftObject, added: DraftMember): void {
  const rank = rankOf(added.name)
  const before = object.members.findLastIndex((one) => rankOf(one.name) <= rank)
  object.members.splice(before + 1, 0, added)
}

export function removeField(object: DraftObject, name: string): void {
  object.members = object.members.filter((one) => one.name !== name)
}

/** The draft with another value: as much as can be of what it is stays, so that only what is different is written anew. */
export function withValue(draft: Draft, value: Json): Draft {
  if (isEqual(valueOf(draft), value)) return draft
  if (draft.kind === 'object' && value !== null && typeof value === 'object' && !Array.isArray(value)) return withMembers(draft, value)
  if (draft.kind === 'array' && Array.isArray(value)) return withItems(draft, value)
  if (draft.kind === 'scalar' && (value === null || typeof value !== 'object')) return { ...draft, value }
  return newDraft(value)
}

function withMembers(draft: DraftObject, value: { [name: string]: Json }): DraftObject {
  const members = draft.members.filter((one) => Object.hasOwn(value, one.name) && member(draft, one.name) === one)
  const known = new Set(members.map((one) => one.name))
  let before = -1
  for (const [name, inner] of Object.entries(value)) {
    const at = known.has(name) ? members.findIndex((one) => one.name === name) : -1
    const one = members[at]
    if (one) {
      one.value = withValue(one.value, inner)
      before = at
    } else {
      members.splice(++before, 0, newMember(name, newDraft(inner)))
    }
  }
  return new DraftObject(draft.origin, members)
}

/** What is the same at both ends stays; what is between is matched one by one. */
function withItems(draft: DraftArray, value: Json[]): DraftArray {
  const old = draft.items
  const most = Math.min(old.length, value.length)
  const same = (item: Draft | undefined, one: Json | undefined) => item !== undefined && one !== undefined && isEqual(valueOf(item), one)
  let start = 0
  while (start < most && same(old[start], value[start])) start++
  let end = 0
  while (end < most - start && same(old.at(-1 - end), value.at(-1 - end))) end++
  const middle = value.slice(start, value.length - end).map((one, index) => {
    const item = start + index < old.length - end ? old[start + index] : undefined
    return item ? withValue(item, one) : newDraft(one)
  })
  return new DraftArray(draft.origin, [...old.slice(0, start), ...middle, ...old.slice(old.length - end)])
}

export function isEqual(one: Json, other: Json): boolean {
  if (one === other) return true
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return false
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((item, index) => isEqual(item, other[index] ?? null))
  if (Array.isArray(other)) return false
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && isEqual(one[name] ?? null, other[name] ?? null))
}
