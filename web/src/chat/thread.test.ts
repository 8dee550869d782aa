import { describe, expect, it } from 'vitest'

import type { Conversation, Entry, Piece, Proposal, WholeConversation } from '../api/conversation.ts'
import { newestProposal, openThread, retryableRun, runningRun, suggestionsOf, tell, type Thread, type Told } from './thread.ts'

const at = '2026-11-26T19:00:00Z'
const said = (text: string): Piece => ({ kind: 'text', text })
const conversation = (more: Partial<Conversation> = {}): Conversation => ({ id: 'c', state: 'bot', language: 'pt-BR', last_entry: 0, begun_at: at, ...more })
const whole = (more: Partial<WholeConversation> = {}): WholeConversation => ({ ...conversation(), welcome: [], entries: [], proposals: [], ...more })
const asked = (number: number, text: string, run?: number): Entry => ({ number, at, by: 'customer', text, run })
const answered = (number: number, run: number, pieces: Piece[], ended: 'done' | 'stopped' | 'interrupted' = 'done'): Entry => ({ number, at, by: 'assistant', run, pieces, ended })

const told = (thread: Thread, ...events: Told[]) => events.reduce(tell, thread)
const piece = (number: number, text: string, run = 1): Told => ({ kind: 'piece', run, number, piece: said(text) })
const words = ({ answers }: Thread) => answers.map(({ pieces }) => pieces.map((one) => (one.kind === 'text' ? one.text : `[${one.kind}]`)).join('')).join('|')

const answering = openThread(whole({ run: 1, entries: [asked(1, 'Onde está?', 1)] }), 0)

describe('an answer that is streamed', () => {
  it('is its pieces in the order of their numbers', () => {
    expect(words(told(answering, piece(1, 'Está '), piece(2, 'a '), piece(3, 'caminho.')))).toBe('Está a caminho.')
  })

  it('has each piece once, however often it is told', () => {
    expect(words(told(answering, piece(1, 'a'), piece(1, 'a'), piece(2, 'b'), piece(1, 'a'), piece(2, 'b')))).toBe('ab')
  })

  it('holds back what comes too early, until what was before it is there', () => {
    const gap = told(answering, piece(1, 'a'), piece(3, 'c'), piece(4, 'd'))
    expect(words(gap)).toBe('a')
    expect(words(told(gap, piece(2, 'b')))).toBe('abcd')
  })

  it('goes on where it was, when it is told from its beginning again', () => {
    const before = told(answering, piece(1, 'a'), piece(2, 'b'))
    const again = told(before, piece(1, 'a'), piece(2, 'b'), piece(3, 'c'))
    expect(words(again)).toBe('abc')
  })

  it('keeps what was said when it is stopped, and takes no more', () => {
    const stopped = told(answering, piece(1, 'a'), { kind: 'ended', run: 1, ended: { ended: 'stopped', text: 'Parado.' } }, piece(2, 'b'))
    expect(words(stopped)).toBe('a')
    expect(runningRun(stopped)).toBeNull()
    expect(retryableRun(stopped)).toBe(1)
  })

  it('is as it was written down, when the server was interrupted having told more', () => {
    const interrupted = told(answering, piece(1, 'a'), piece(2, 'b'), piece(3, 'c'), { kind: 'ended', run: 1, ended: { ended: 'interrupted' } }, { kind: 'entry', entry: answered(2, 1, [said('a')], 'interrupted') })
    expect(interrupted.answers).toEqual([])
    expect(interrupted.entries.at(-1)).toMatchObject({ pieces: [said('a')], ended: 'interrupted' })
    expect(retryableRun(interrupted)).toBe(1)
  })

  it('is an entry once it is one, whichever stream says so first', () => {
    const entry = answered(2, 1, [said('ab')])
    const entryFirst = told(answering, piece(1, 'a'), { kind: 'entry', entry }, piece(2, 'b'), { kind: 'ended', run: 1, ended: { ended: 'done', entry: 2 } })
    const endFirst = told(answering, piece(1, 'a'), piece(2, 'b'), { kind: 'ended', run: 1, ended: { ended: 'done', entry: 2 } }, { kind: 'entry', entry })
    expect(entryFirst.entries).toEqual(endFirst.entries)
    expect(entryFirst.answers).toEqual(endFirst.answers)
    expect(runningRun(entryFirst)).toBeNull()
  })

  it('is not begun again by what is told late of who answers', () => {
    const over = told(answering, piece(1, 'a'), { kind: 'ended', run: 1, ended: { ended: 'done' } }, { kind: 'conversation', conversation: conversation({ run: 1 }) })
    expect(runningRun(over)).toBeNull()
  })

  it('is found again by a page that is opened in its middle', () => {
    expect(runningRun(answering)).toBe(1)
    expect(words(told(answering, piece(1, 'a'), piece(2, 'b')))).toBe('ab')
  })
})

describe('a message', () => {
  const sending: Told = { kind: 'sending', key: 'k', text: 'Oi' }

  it('is there once, whether the request or the stream is faster', () => {
    const taken: Told = { kind: 'taken', key: 'k', entry: 1, run: 1, at }
    const entry: Told = { kind: 'entry', entry: asked(1, 'Oi', 1) }
    for (const thread of [told(openThread(whole(), 0), sending, taken, entry), told(openThread(whole(), 0), sending, entry, taken)]) {
      expect(thread.outgoing).toEqual([])
      expect(thread.entries).toHaveLength(1)
      expect(runningRun(thread)).toBe(1)
    }
  })

  it('stays when it did not get there, and goes again under its key', () => {
    const unsent = told(openThread(whole(), 0), sending, { kind: 'unsent', key: 'k' })
    expect(unsent.outgoing).toEqual([{ key: 'k', text: 'Oi', state: 'unsent' }])
    expect(told(unsent, sending).outgoing).toEqual([{ key: 'k', text: 'Oi', state: 'sending' }])
  })

  it('is not in the thread when it was refused', () => {
    expect(told(openThread(whole(), 0), sending, { kind: 'refused', key: 'k' }).outgoing).toEqual([])
  })

  it('of another tab comes with its answer', () => {
    const other = told(openThread(whole(), 0), { kind: 'entry', entry: asked(1, 'Oi', 1) }, { kind: 'conversation', conversation: conversation({ run: 1, last_entry: 1 }) }, piece(1, 'Olá'))
    expect(other.entries).toHaveLength(1)
    expect(words(other)).toBe('Olá')
  })
})

it('entries that are told again change nothing', () => {
  const entry: Told = { kind: 'entry', entry: answered(2, 1, [said('a')]) }
  const once = told(answering, entry)
  expect(told(once, entry)).toBe(once)
})

it('asks again for the last answer alone', () => {
  const thread = openThread(whole({ entries: [asked(1, 'a', 1), answered(2, 1, [said('x')], 'stopped'), asked(3, 'b', 2), answered(4, 2, [said('y')])] }), 0)
  expect(retryableRun(thread)).toBeNull()
  const again = told(openThread(whole({ entries: [asked(1, 'a', 1), answered(2, 1, [said('x')], 'stopped')] }), 0), { kind: 'retried', run: 2 })
  expect(runningRun(again)).toBe(2)
  expect(retryableRun(again)).toBeNull()
})

describe('a proposal', () => {
  const proposal = (more: Partial<Proposal> = {}): Proposal => ({ id: 1, state: 'waiting', seconds_left: 300, can_confirm: true, ...more })
  const change = (id: number): Piece => ({ kind: 'proposal', id, change: { kind: 'cancel', order: '1' }, preview: null })

  it('ends by the clock of this machine, whatever the server’s clock says', () => {
    expect(openThread(whole({ proposals: [proposal({ seconds_left: 10 })] }), 5_000).proposals[1]?.endsAt).toBe(15_000)
  })

  it('that was answered in another tab does not wait again', () => {
    const answered = told(openThread(whole({ proposals: [proposal({ state: 'confirmed' })] }), 0), { kind: 'proposal', proposal: proposal(), now: 0 })
    expect(answered.proposals[1]?.state).toBe('confirmed')
    const done = told(answered, { kind: 'proposal', proposal: proposal({ state: 'confirmed', outcome: 'done' }), now: 0 })
    expect(done.proposals[1]?.outcome).toBe('done')
  })

  it('gives way to the one after it', () => {
    const two = openThread(whole({ entries: [answered(1, 1, [change(1)]), answered(2, 2, [change(2)])] }), 0)
    expect(newestProposal(two)).toBe(2)
    expect(newestProposal(told(two, { kind: 'piece', run: 3, number: 1, piece: { kind: 'proposal_dropped' } }))).toBeNull()
  })
})

it('suggests what the assistant has said last', () => {
  const suggestions = (...messages: string[]): Piece => ({ kind: 'suggestions', messages })
  const thread = openThread(whole({ welcome: [suggestions('a')] }), 0)
  expect(suggestionsOf(thread)).toEqual(['a'])
  expect(suggestionsOf(told(thread, { kind: 'entry', entry: answered(1, 1, [said('x')]) }))).toEqual([])
  expect(suggestionsOf(told(thread, { kind: 'piece', run: 1, number: 1, piece: suggestions('b') }))).toEqual(['b'])
})
