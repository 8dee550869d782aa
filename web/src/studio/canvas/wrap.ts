import type { StateId } from '../../workflow/definition.ts'
import { readDocument, type WorkflowDocument } from '../../workflow/document.ts'
import { applyEdit, type Edit, type Fragment, RefusedEdit, type TextChange } from '../../workflow/edit.ts'
import type { QueryLanguage } from '../../workflow/fields.ts'
import { inLanguage, type StateSource } from '../palette/catalogue/item.ts'

/** States become the first branch of a Parallel, or what a Map does with each item, in their own place. */

export type Wrapped = { changes: readonly TextChange[]; selection: readonly StateId[] }

export function wrap(document: WorkflowDocument, states: readonly StateId[], type: 'Parallel' | 'Map', language: QueryLanguage): Wrapped {
  const entry = entryOf(document, states)
  const around = made(document, { kind: 'insert', fragment: emptyBox(type, language), at: { kind: 'before', state: entry } })
  const [box] = around.selection
  const path = around.document.states.get(box ?? '')?.path
  if (box === undefined || !path) throw new RefusedEdit('no_such_place')
  const scope = type === 'Parallel' ? [...path, 'Branches', 0] : [...path, 'ItemProcessor']
  const done = made(around.document, { kind: 'move', states, to: { kind: 'into', scope } })
  return { changes: [changeBetween(document.text, done.document.text)], selection: [box] }
}

function emptyBox(type: 'Parallel' | 'Map', language: QueryLanguage): Fragment {
  const nothing = { StartAt: '', States: {} }
  const state: StateSource =
    type === 'Parallel'
      ? { Type: 'Parallel', Branches: [nothing] }
      : { Type: 'Map', ...inLanguage<StateSource>(language, { Items: '{% $states.input.items %}' }, { ItemsPath: '$.items' }), ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...nothing } }
  return { startAt: type, states: { [type]: state } }
}

/** The state by which one comes to the others. */
function entryOf(document: WorkflowDocument, states: readonly StateId[]): StateId {
  const inner = new Set(states.flatMap((state) => document.states.get(state)?.transitions.filter((way) => way.to !== state).map((way) => way.to) ?? []))
  const entry = states.find((state) => !inner.has(state)) ?? states[0]
  if (entry === undefined) throw new RefusedEdit('no_states')
  return entry
}

function made(document: WorkflowDocument, edit: Edit): { document: WorkflowDocument; selection: readonly StateId[] } {
  const { text, selection } = applyEdit(document, edit)
  const read = readDocument(text, document.notation)
  if ('problem' in read) throw new RefusedEdit('no_such_place')
  return { document: read, selection }
}

/** Two edits as one: what is between what both texts begin and end with. */
function changeBetween(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start++
  let end = 0
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) }
}
