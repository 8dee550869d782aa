/** A range of a text and what stands there instead. Of several changes all ranges are those of the text before them. */
export type TextChange = { from: number; to: number; insert: string }

export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = ''
  let at = 0
  for (const change of inOrder(changes)) {
    result += text.slice(at, change.from) + change.insert
    at = change.to
  }
  return result + text.slice(at)
}

/** The changes that lead back. */
export function inverted(text: string, changes: readonly TextChange[]): TextChange[] {
  let shift = 0
  return inOrder(changes).map(({ from, to, insert }) => {
    const back = { from: from + shift, to: from + shift + insert.length, insert: text.slice(from, to) }
    shift += insert.length - (to - from)
    return back
  })
}

/** A change without what is the same before and after it; null when nothing is left of it. */
export function trimmed(text: string, { from, to, insert }: TextChange): TextChange | null {
  const most = Math.min(to - from, insert.length)
  let start = 0
  while (start < most && text.charCodeAt(from + start) === insert.charCodeAt(start)) start++
  let end = 0
  while (end < most - start && text.charCodeAt(to - 1 - end) === insert.charCodeAt(insert.length - 1 - end)) end++
  const change = { from: from + start, to: to - end, insert: insert.slice(start, insert.length - end) }
  return change.from === change.to && change.insert === '' ? null : change
}

/** The one change that makes a text another; null when it is the same. */
export function difference(before: string, after: string): TextChange | null {
  return trimmed(before, { from: 0, to: before.length, insert: after })
}

function inOrder(changes: readonly TextChange[]): readonly TextChange[] {
  return changes.length < 2 ? changes : [...changes].sort((one, other) => one.from - other.from || one.to - other.to)
}
