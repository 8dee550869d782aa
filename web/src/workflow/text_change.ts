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

function inOrder(changes: readonly TextChange[]): readonly TextChange[] {
  return changes.length < 2 ? changes : [...changes].sort((one, other) => one.from - other.from || one.to - other.to)
}
