import { isJson } from '../../format/json.ts'
import type { Json } from '../../workflow/syntax.ts'
import type { Answer, Mock } from './rehearsal.ts'

/** A mock as it is being written: its results are texts, which may not be JSON yet. An answer's own time is kept as it came. */

export type AnswerDraft = { kind: 'result'; text: string; after?: number } | { kind: 'error'; error: string; cause: string; after?: number } | { kind: 'nothing' }

export type MockDraft = {
  answers: readonly AnswerDraft[]
  /** In seconds, as it is written. */
  after: string
  repeatLast: boolean
  /** Of single items of a Map, by their place from 0: `2`, and `2/0` in a Map within a Map. */
  items: ReadonlyMap<string, readonly AnswerDraft[]>
}

/** By the name of the state. */
export type MockDrafts = ReadonlyMap<string, MockDraft>

export function draftOfResult(result: Json): MockDraft {
  return { answers: [{ kind: 'result', text: JSON.stringify(result, null, 2) }], after: '', repeatLast: true, items: new Map() }
}

export function draftsOf(mocks: readonly Mock[]): MockDrafts {
  return new Map(
    mocks.map(({ state, answers, after_ms: after, repeat_last: repeatLast, items = {} }) => [
      state,
      { answers: answers.map(draftOfAnswer), after: after ? String(after / 1_000) : '', repeatLast, items: new Map(Object.entries(items).map(([place, own]) => [place, own.map(draftOfAnswer)])) },
    ]),
  )
}

function draftOfAnswer(answer: Answer): AnswerDraft {
  if ('result' in answer) return { kind: 'result', text: JSON.stringify(answer.result, null, 2), after: answer.after_ms }
  if ('error' in answer) return { kind: 'error', error: answer.error, cause: answer.cause ?? '', after: answer.after_ms }
  return { kind: 'nothing' }
}

/** What keeps a mock from being used. */
export type MockFault = 'result' | 'error' | 'after'

export function faultOf({ answers: common, after, items }: MockDraft): MockFault | null {
  const answers = [common, ...items.values()].flat()
  if (answers.some((one) => one.kind === 'result' && !isJson(one.text))) return 'result'
  if (answers.some((one) => one.kind === 'error' && one.error.trim() === '')) return 'error'
  return after === '' || secondsOf(after) !== null ? null : 'after'
}

function secondsOf(text: string): number | null {
  const seconds = Number(text.replace(',', '.'))
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null
}

/** The mocks that are meant; only when none of them has a fault. */
export function mocksOf(drafts: MockDrafts): Mock[] {
  return [...drafts].map(([state, { answers, after, repeatLast, items }]) => {
    const seconds = after === '' ? null : secondsOf(after)
    return { state, answers: answers.map(answerOf), after_ms: Math.round((seconds ?? 0) * 1_000), repeat_last: repeatLast, ...(items.size > 0 ? { items: Object.fromEntries([...items].map(([place, own]) => [place, own.map(answerOf)])) } : {}) }
  })
}

function answerOf(draft: AnswerDraft): Answer {
  switch (draft.kind) {
    case 'result': {
      const result: Json = JSON.parse(draft.text)
      return { result, ...afterOf(draft.after) }
    }
    case 'error':
      return { error: draft.error.trim(), ...(draft.cause ? { cause: draft.cause } : {}), ...afterOf(draft.after) }
    case 'nothing':
      return { nothing: true }
  }
}

function afterOf(after: number | undefined): { after_ms?: number } {
  return after === undefined ? {} : { after_ms: after }
}

/** Whether somebody answers at all. */
export function isAnswered({ answers, items }: MockDraft): boolean {
  return answers.length > 0 || items.size > 0
}

/** `3`, or `3/1`, as people count: places from 0. Null when it is no place. */
export function placeOf(text: string): string | null {
  const parts = text.split('/').map((part) => part.trim())
  return parts.every((part) => /^[1-9]\d{0,5}$/.test(part)) ? parts.map((part) => Number(part) - 1).join('/') : null
}

export function countedPlace(place: string): string {
  return place.split('/').map((part) => Number(part) + 1).join('/')
}
