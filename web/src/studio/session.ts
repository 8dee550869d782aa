import type { Schema } from '../api/client.ts'
import type { ReactNode } from 'react'

import type { MachineType } from '../api/state_machines.ts'
import type { StateId } from '../workflow/definition.ts'
import { readDocument, type WorkflowDocument } from '../workflow/document.ts'
import { applyEdit, type Edit } from '../workflow/edit.ts'
import type { NodeLook } from '../workflow/flow_node.tsx'
import { EditHistory, type HistoryMove, TYPING } from '../workflow/history.ts'
import type { Json, SyntaxProblem } from '../workflow/syntax.ts'
import { applyChanges, type TextChange } from '../workflow/text_change.ts'

/** One workflow as it is being designed: what every part of the studio shows and changes. */

/** The machine as the engine has it. */
export type Saved = {
  arn: string
  /** What is compared with to know whether there is something to save: as it was opened or last saved. */
  text: string
  substitutions: Substitutions
  /** `INITIAL` until it was changed for the first time, as AWS calls it. */
  revisionId: string
  roleArn: string
}

/** What `${Name}` stands for. */
export type Substitutions = Readonly<Record<string, string>>

/** One thing the engine's own parser says of a text: `from` and `to` are offsets into it. */
export type Diagnostic = Schema['DiagnosticView']

/** What it says in all; `text` is what was checked, which may be older than what is written now. */
export type Checked = Schema['CheckedView'] & { text: string }

/** What a state was given and made of it, by its name: from a rehearsal, a past execution, or typed. */
export type StateSample = {
  input: Json
  variables: Record<string, Json>
  context?: Json
  arguments?: Json
  result?: Json
  output?: Json
  source: SampleSource
}
export type SampleSource = { kind: 'rehearsal' } | { kind: 'execution'; arn: string; name: string } | { kind: 'typed' }

/** What is shown of how it went, on the canvas. */
export type Showing = {
  title: ReactNode
  looks: ReadonlyMap<string, NodeLook>
  /** Ids of the edges gone along; null where that is not what is shown. */
  taken: ReadonlySet<string> | null
  /** The state to keep in view: where it is at the moment that is shown. */
  at?: StateId
}

export type Opening = {
  name: string
  text: string
  type: MachineType
  substitutions: Substitutions
  saved: Saved | null
}

export type StudioState = {
  name: string
  type: MachineType
  text: string
  substitutions: Substitutions
  /** Of the text; while that cannot be read, of the last one that could. */
  document: WorkflowDocument
  /** Why the text cannot be read. */
  problem: SyntaxProblem | null
  selection: readonly StateId[]
  canUndo: boolean
  canRedo: boolean
  saved: Saved | null
  checked: Checked | null
  showing: Showing | null
  samples: ReadonlyMap<string, StateSample>
}

/** A definition to begin with where there is nothing yet. */
export const BLANK = '{\n  "StartAt": "",\n  "States": {}\n}\n'

export class Session {
  #state: StudioState
  readonly #listeners = new Set<() => void>()
  readonly #history = new EditHistory()

  constructor({ name, text, type, substitutions, saved }: Opening) {
    const read = readDocument(text)
    const document = 'problem' in read ? blankDocument() : read
    const problem = 'problem' in read ? read.problem : null
    this.#state = { name, type, text, substitutions, document, problem, selection: [], canUndo: false, canRedo: false, saved, checked: null, showing: null, samples: new Map() }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly now = (): StudioState => this.#state

  /**
   * Makes an edit, one step of the history; those of one group that come close together are one step in all.
   * Throws a `RefusedEdit` and changes nothing when it cannot be made.
   */
  edit(edit: Edit, group: string | null = null): void {
    const before = this.#state
    const isTyped = edit.kind === 'text'
    if (before.problem && !isTyped) throw new UnreadableText()
    const { changes, text, selection } = applyEdit({ ...before.document, text: before.text }, edit)
    const after = isTyped ? before.selection : selection
    if (text === before.text) return this.select(after)
    this.#history.push({ before: before.text, changes, selection: { before: before.selection, after }, group, at: performance.now() })
    this.#write(text, after)
  }

  /** What is typed in the text itself. */
  type(changes: readonly TextChange[]): void {
    this.edit({ kind: 'text', changes }, TYPING)
  }

  /** All of the text is another: an import, a version that is restored. One step of the history too. */
  replace(text: string): void {
    this.edit({ kind: 'text', changes: [{ from: 0, to: this.#state.text.length, insert: text }] })
  }

  undo(): void {
    this.#move(this.#history.undo())
  }

  redo(): void {
    this.#move(this.#history.redo())
  }

  select(states: readonly StateId[]): void {
    const known = states.filter((state) => this.#state.document.states.has(state))
    const { selection } = this.#state
    if (known.length === selection.length && known.every((state, index) => state === selection[index])) return
    this.#change({ selection: known })
  }

  /** What is known besides the text. */
  set(members: Partial<Pick<StudioState, 'name' | 'type' | 'substitutions' | 'saved' | 'checked' | 'showing' | 'samples'>>): void {
    this.#change(members)
  }

  addSample(state: string, sample: StateSample): void {
    this.#change({ samples: new Map(this.#state.samples).set(state, sample) })
  }

  #move(move: HistoryMove | null): void {
    if (move) this.#write(applyChanges(this.#state.text, move.changes), move.selection)
  }

  #write(text: string, selection: readonly StateId[]): void {
    const read = readDocument(text)
    const isRead = !('problem' in read)
    const document = isRead ? read : this.#state.document
    this.#change({
      text,
      document,
      problem: isRead ? null : read.problem,
      selection: selection.filter((state) => document.states.has(state)),
      canUndo: this.#history.canUndo,
      canRedo: this.#history.canRedo,
    })
  }

  #change(members: Partial<StudioState>): void {
    this.#state = { ...this.#state, ...members }
    for (const tell of this.#listeners) tell()
  }
}

/** A visual edit needs a text that can be read. */
export class UnreadableText extends Error {}

/** Whether there is something that is not saved. */
export function isChanged({ text, substitutions, saved }: StudioState): boolean {
  return saved === null || saved.text !== text || JSON.stringify(saved.substitutions) !== JSON.stringify(substitutions)
}

/** Whether what was checked is what is written. */
export function isCheckedNow({ text, checked }: StudioState): boolean {
  return checked?.text === text
}

function blankDocument(): WorkflowDocument {
  const read = readDocument(BLANK)
  if ('problem' in read) throw new Error('a blank definition can be read')
  return read
}

