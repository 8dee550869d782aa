import type { JsonMarks } from '../../../ui/json_tree.tsx'
import type { Json } from '../../../workflow/syntax.ts'
import { isObject, isSame } from '../json.ts'

/** What of a value is new or another than before, by its place. Nothing is marked where nothing is left of what was. */
export function differenceOf(before: Json, after: Json): JsonMarks {
  const marks = new Map<string, 'added' | 'changed'>()
  mark(before, after, '', marks)
  return marks.has('') ? new Map() : marks
}

function mark(before: Json, after: Json, path: string, marks: Map<string, 'added' | 'changed'>): void {
  if (isSame(before, after)) return
  if (isObject(before) && isObject(after)) {
    const names = Object.keys(after)
    if (names.length > 0 && !names.some((name) => name in before)) return void marks.set(path, 'changed')
    for (const name of names) {
      const value = after[name] ?? null
      const was = before[name]
      if (was === undefined) marks.set(`${path}/${name}`, 'added')
      else mark(was, value, `${path}/${name}`, marks)
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    after.forEach((value, index) => {
      const was = before[index]
      if (was === undefined) marks.set(`${path}[${index}]`, 'added')
      else mark(was, value, `${path}[${index}]`, marks)
    })
  } else {
    marks.set(path, 'changed')
  }
}
