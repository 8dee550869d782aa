import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'
import { stringify, type ToStringOptions } from 'yaml'

import { isRecord } from '../api/problem.ts'
import { allScopes, type Scope, type State } from './definition.ts'
import { readDocument, type WorkflowDocument } from './document.ts'
import { applyEdit, type Edit, type Edited, RefusedEdit } from './edit.ts'
import { EditHistory } from './history.ts'
import { plainEdit } from './plain_edits_of_tests.ts'
import { type Json, type SyntaxNode, valueOf } from './syntax.ts'
import { parseWholeYaml } from './syntax/yaml.ts'
import { parsePlainYaml } from './syntax/plain_yaml.ts'
import { applyChanges } from './text_change.ts'

/**
 * Public definitions, right and wrong ones: each opens, and each edit of a fixed choice does to the text what it would
 * do to the value, in JSON and in YAML.
 *
 * The corpus is not part of the project. It is found beside the workspace, or where `ENTREGA_SHARED` says; without it
 * these tests are skipped, except where `CI` is set.
 */
const corpus = join(process.env.ENTREGA_SHARED ?? join(import.meta.dirname, '../../../../shared'), 'asl-corpus')
const isThere = existsSync(corpus)
if (!isThere && process.env.CI) throw new Error(`${corpus} is not there`)
if (!isThere) console.warn(`skipped: ${corpus} is not there`)

/** Definitions that are none: lists of them, and expressions. */
const others = ['EXPECTED.json', 'asl_path_expressions.json']

/** Far more than it takes, also on a busy machine. */
const TIMEOUT_MILLISECONDS = 300_000

const files = isThere ? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json') && !others.some((other) => name.endsWith(other))) : []
const texts = files.map((name) => ({ name, text: readFileSync(join(corpus, name), 'utf8') }))

function opened(text: string): WorkflowDocument {
  const document = readDocument(text)
  if ('problem' in document) throw new Error(`${document.problem.code} at ${document.problem.from}: ${text.slice(document.problem.from, document.problem.from + 60)}`)
  return document
}

/** Some of each kind for what is in the definition, always the same. */
function editsOf(document: WorkflowDocument): Edit[] {
  const edits: Edit[] = [
    { kind: 'set', path: ['Comment'], value: 'Çedilha "quoted" and more: yes' },
    { kind: 'set', path: ['TimeoutSeconds'], value: 60 },
    { kind: 'insert', fragment: { states: { Aside: { Type: 'Pass' } }, startAt: 'Aside' }, at: { kind: 'into', scope: [] } },
  ]
  for (const scope of [...allScopes(document.workflow)].slice(0, 3)) {
    const states = scope.states.filter((state) => document.states.get(state.id) === state)
    const start = states.find((state) => state.id === scope.startAt)
    if (start) edits.push({ kind: 'insert', fragment: wait, at: { kind: 'between', from: null, to: start.id, transition: { kind: 'start', scope: scope.path } } })
    for (const [index, state] of states.slice(0, 3).entries()) edits.push(...editsOfState(scope, state, index))
    const [first, last] = [states[0], states.at(-1)]
    if (first && last && first !== last) {
      edits.push({ kind: 'move', states: [last.id], to: { kind: 'before', state: first.id } }, { kind: 'remove', states: [first.id, last.id] }, { kind: 'duplicate', states: [first.id, last.id] })
      edits.push({ kind: 'connect', from: first.id, as: { kind: 'next' }, to: last.id }, { kind: 'connect', from: '', as: { kind: 'start', scope: scope.path }, to: last.id })
    }
  }
  return edits
}

const wait = { states: { 'Wait a bit': { Type: 'Wait', Seconds: 5 } }, startAt: 'Wait a bit' }

function editsOfState(scope: Scope, state: State, index: number): Edit[] {
  const edits: Edit[] = [
    { kind: 'rename', state: state.id, name: `Renamed: ${index}` },
    { kind: 'remove', states: [state.id] },
    { kind: 'duplicate', states: [state.id] },
    { kind: 'insert', fragment: wait, at: { kind: 'after', state: state.id } },
    { kind: 'set', path: [...state.path, 'Comment'], value: '{% $states.input %}\nand another line' },
    { kind: 'set', path: [...state.path, 'Arguments', 'Deep', 'er'], value: [{ one: [1, 'two', null], 'a name, with': {} }, 'true', ''] },
    { kind: 'set', path: [...state.path, 'Retry', 0], value: { ErrorEquals: ['States.ALL'], MaxAttempts: 3 } },
    { kind: 'set', path: [...state.path, 'Type'], value: undefined },
    { kind: 'changeType', state: state.id, type: index === 0 ? 'Parallel' : index === 1 ? 'Map' : 'Choice' },
    { kind: 'disconnect', from: state.id, as: { kind: 'next' } },
    { kind: 'addBranch', state: state.id },
  ]
  for (const { ref, to } of state.transitions.slice(0, 4)) {
    edits.push({ kind: 'insert', fragment: wait, at: { kind: 'between', from: state.id, to, transition: ref } })
    edits.push({ kind: 'disconnect', from: state.id, as: ref })
  }
  const other = scope.states.findLast((one) => one !== state)
  if (other) edits.push({ kind: 'connect', from: state.id, as: { kind: 'catch', index: 0 }, to: other.id })
  return edits
}

/** Of a definition's edits every so manieth is made: which ones is another with the next definition. */
const EDITS_APART = 12

const OTHER_EDITS_APART = 50

const indents = [2, 4, '\t', 0, 1]

/** Ways to write YAML that are not the studio's own. */
const styles: ToStringOptions[] = [{ indentSeq: false }, { indent: 4 }, { singleQuote: true, lineWidth: 60 }, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }, { blockQuote: 'folded', indent: 3 }]

/** Makes the edit, checks what holds of every one, and gives what the text says then; null when it was refused. */
function checked(document: WorkflowDocument, edit: Edit): Json | null {
  let edited: Edited
  try {
    edited = applyEdit(document, edit)
  } catch (error) {
    if (error instanceof RefusedEdit) return null
    throw error
  }
  const { text } = document
  expect(edited.text).toBe(applyChanges(text, edited.changes))
  const ends = edited.changes.flatMap(({ from, to }) => [from, to])
  expect(ends).toEqual([...ends].sort((one, other) => one - other))
  const history = new EditHistory()
  history.push({ before: text, changes: edited.changes, selection: { before: [], after: edited.selection }, group: null, at: 0 })
  const back = history.undo()
  expect(applyChanges(edited.text, back?.changes ?? [])).toBe(text)
  expect(applyChanges(text, history.redo()?.changes ?? [])).toBe(edited.text)
  const after = opened(edited.text)
  for (const id of edited.selection) expect(after.states.has(id), `${id} is selected`).toBe(true)
  return valueOf(after.root)
}

/** The lines of the text that an edit of one field leaves alone. */
function untouched(document: WorkflowDocument, edited: Edited): string {
  return edited.changes.reduceRight((rest, change) => rest.slice(0, change.from) + rest.slice(change.to), document.text)
}

/** A value as text, whatever the order of its members. */
const ordered = (value: Json) => JSON.stringify(value, (_, one: unknown) => (isRecord(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one))

const withRanges = (node: SyntaxNode) => JSON.stringify(node)

describe.skipIf(!isThere)('the public definitions', () => {
  it('are there', () => expect(files.length).toBeGreaterThan(780))

  it('all open, and say what JSON says', () => {
    for (const { name, text } of texts) expect(valueOf(opened(text).root), name).toEqual(JSON.parse(text))
  })

  it('say the same when they are converted to YAML and back', () => {
    for (const { name, text } of texts) {
      const yaml = applyEdit(opened(text), { kind: 'convert', to: 'yaml' }).text
      const document = opened(yaml)
      expect(document.notation, name).toBe('yaml')
      expect(JSON.stringify(valueOf(document.root)), name).toBe(JSON.stringify(JSON.parse(text)))
      expect(JSON.parse(applyEdit(document, { kind: 'convert', to: 'json' }).text), name).toEqual(JSON.parse(text))
      const plain = parsePlainYaml(yaml)
      const whole = parseWholeYaml(yaml)
      if (plain && 'root' in whole) expect(withRanges(plain), name).toBe(withRanges(whole.root))
    }
  }, TIMEOUT_MILLISECONDS)

  it('are edited in their text as their value is, and an undo gives back every byte', () => {
    let made = 0
    for (const [index, { name, text }] of texts.entries()) {
      const json = opened(text)
      const yaml = opened(applyEdit(json, { kind: 'convert', to: 'yaml' }).text)
      for (const edit of editsOf(json).filter((_, place) => (place + index) % EDITS_APART === 0)) {
        const about = `${name} ${JSON.stringify(edit)}`
        try {
          const value = checked(json, edit)
          const plain = plainEdit(json, edit)
          if (value !== null && plain !== null) expect(ordered(value)).toBe(ordered(plain))
          expect(JSON.stringify(checked(yaml, edit))).toBe(JSON.stringify(value))
          if (value !== null) made++
        } catch (error) {
          throw new Error(about, { cause: error })
        }
      }
    }
    expect(made).toBeGreaterThan(2_000)
  }, TIMEOUT_MILLISECONDS)

  it('are edited as well in YAML that others have written', () => {
    for (const [index, { name, text }] of texts.entries()) {
      const json = opened(text)
      const written = stringify(JSON.parse(text), styles[index % styles.length])
      const yaml = opened(index % 2 === 0 ? written : written.replaceAll('\n', '\r\n'))
      for (const edit of editsOf(json).filter((_, place) => (place + index) % OTHER_EDITS_APART === 0)) {
        expect(JSON.stringify(checked(yaml, edit)), `${name} ${JSON.stringify(edit)}`).toBe(JSON.stringify(checked(json, edit)))
      }
    }
  }, TIMEOUT_MILLISECONDS)

  it('are edited so that what a program has formatted looks as if it had formatted it again', () => {
    for (const [index, { name, text }] of texts.entries()) {
      const format = (value: Json) => JSON.stringify(value, null, indents[index % indents.length]).replaceAll('\n', index % 2 === 0 ? '\n' : '\r\n')
      const json = opened(format(JSON.parse(text)))
      for (const edit of editsOf(json).filter((_, place) => (place + index) % OTHER_EDITS_APART === 0)) {
        if (checked(json, edit) === null) continue
        const edited = applyEdit(json, edit).text
        expect(edited, `${name} ${JSON.stringify(edit)}`).toBe(format(JSON.parse(edited)))
      }
    }
  }, TIMEOUT_MILLISECONDS)

  it('keep all their text when a field is set', () => {
    for (const { name, text } of texts) {
      const document = opened(text)
      const [state] = document.workflow.states
      if (!state || state.source.Comment !== undefined) continue
      const edited = applyEdit(document, { kind: 'set', path: [...state.path, 'Comment'], value: 'It is new' })
      expect(untouched(document, edited), name).toBe(text)
    }
  })
})
