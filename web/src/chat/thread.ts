/** A conversation as one tab knows it: made of what the server tells, in whatever order its two streams bring it. */

import type { Conversation, Entry, Piece, Proposal, RunEnded, WholeConversation } from '../api/conversation.ts'
import { type Answer, beginAnswer, endAnswer, takePiece } from './answer.ts'

/** A message on its way. It is written down at the server under its key: sent again, it is the same message. */
export type Outgoing = { readonly key: string; readonly text: string; readonly state: 'sending' | 'unsent' }

/** A proposal, and until when by the clock of this machine. */
export type KnownProposal = Proposal & { readonly endsAt: number }

export type Thread = {
  readonly conversation: Conversation
  readonly welcome: readonly Piece[]
  /** By their numbers, ascending. */
  readonly entries: readonly Entry[]
  /** Those that have not become entries yet. */
  readonly answers: readonly Answer[]
  readonly proposals: Readonly<Record<number, KnownProposal>>
  readonly outgoing: readonly Outgoing[]
}

export type Told =
  | { kind: 'entry'; entry: Entry }
  | { kind: 'conversation'; conversation: Conversation }
  | { kind: 'proposal'; proposal: Proposal; now: number }
  | { kind: 'piece'; run: number; number: number; piece: Piece }
  | { kind: 'ended'; run: number; ended: RunEnded }
  | { kind: 'sending'; key: string; text: string }
  | { kind: 'taken'; key: string; entry: number; run: number | null; at: string }
  | { kind: 'unsent'; key: string }
  | { kind: 'refused'; key: string }
  | { kind: 'retried'; run: number }

export function openThread(whole: WholeConversation, now: number): Thread {
  const { welcome, entries, proposals, ...conversation } = whole
  const empty: Thread = { conversation, welcome, entries, answers: [], proposals: {}, outgoing: [] }
  return proposals.reduce((thread, proposal) => tell(thread, { kind: 'proposal', proposal, now }), empty)
}

export function tell(thread: Thread, told: Told): Thread {
  switch (told.kind) {
    case 'entry':
      return withEntry(thread, told.entry)
    case 'conversation':
      return { ...thread, conversation: told.conversation }
    case 'proposal':
      return withProposal(thread, told.proposal, told.now)
    case 'piece':
      return withAnswer(thread, told.run, (answer) => takePiece(answer, told.number, told.piece))
    case 'ended':
      return withAnswer(thread, told.run, (answer) => endAnswer(answer, told.ended))
    case 'sending': {
      const others = thread.outgoing.filter(({ key }) => key !== told.key)
      return { ...thread, outgoing: [...others, { key: told.key, text: told.text, state: 'sending' }] }
    }
    case 'taken': {
      const mine = thread.outgoing.find(({ key }) => key === told.key)
      const run = told.run ?? undefined
      const answering = run === undefined ? thread : withRun(thread, run)
      return mine ? withEntry(dropped(answering, told.key), { number: told.entry, at: told.at, by: 'customer', text: mine.text, run }) : answering
    }
    case 'unsent':
      return { ...thread, outgoing: thread.outgoing.map((one) => (one.key === told.key ? { ...one, state: 'unsent' } : one)) }
    case 'refused':
      return dropped(thread, told.key)
    case 'retried':
      return withRun(thread, told.run)
  }
}

function dropped(thread: Thread, key: string): Thread {
  return { ...thread, outgoing: thread.outgoing.filter((one) => one.key !== key) }
}

function withRun(thread: Thread, run: number): Thread {
  return withAnswer({ ...thread, conversation: { ...thread.conversation, run } }, run, (answer) => answer)
}

const isAnswerOf = (run: number) => (entry: Entry) => entry.by === 'assistant' && entry.run === run

/** Changes an answer that is being made. One that has become an entry is as the entry says. */
function withAnswer(thread: Thread, run: number, change: (answer: Answer) => Answer): Thread {
  if (thread.entries.some(isAnswerOf(run))) return thread
  const known = thread.answers.find((answer) => answer.run === run)
  const changed = change(known ?? beginAnswer(run))
  if (changed === known) return thread
  const others = thread.answers.filter((answer) => answer.run !== run)
  return { ...thread, answers: [...others, changed].sort((a, b) => a.run - b.run) }
}

function withEntry(thread: Thread, entry: Entry): Thread {
  if (thread.entries.some(({ number }) => number === entry.number)) return thread
  const entries = [...thread.entries, entry].sort((a, b) => a.number - b.number)
  const answers = entry.by === 'assistant' ? thread.answers.filter(({ run }) => run !== entry.run) : thread.answers
  // The stream may be faster than the answer to the request that brought the message there.
  const sent = entry.by === 'customer' ? thread.outgoing.findIndex(({ text }) => text.trim() === entry.text) : -1
  return { ...thread, entries, answers, outgoing: sent < 0 ? thread.outgoing : thread.outgoing.toSpliced(sent, 1) }
}

/** What is known of a proposal does not become older: who confirmed it in another tab is not asked again. */
function withProposal(thread: Thread, proposal: Proposal, now: number): Thread {
  const known = thread.proposals[proposal.id]
  if (known && known.state !== 'waiting' && proposal.state === 'waiting') return thread
  const endsAt = now + proposal.seconds_left * 1_000
  return { ...thread, proposals: { ...thread.proposals, [proposal.id]: { ...proposal, endsAt } } }
}

/** The run that is answering now, if any. */
export function runningRun(thread: Thread): number | null {
  const { run } = thread.conversation
  if (run === undefined || run === null) return null
  const isOver = thread.entries.some(isAnswerOf(run)) || thread.answers.some((answer) => answer.run === run && answer.ended !== null)
  return isOver ? null : run
}

/** The run whose answer can be asked for again: the last, when it is not whole. */
export function retryableRun(thread: Thread): number | null {
  if (runningRun(thread) !== null || thread.outgoing.length > 0 || thread.conversation.state !== 'bot') return null
  const live = thread.answers.at(-1)
  if (live) return live.ended && live.ended.ended !== 'done' ? live.run : null
  const last = thread.entries.findLast((entry) => entry.by !== 'notice')
  return last?.by === 'assistant' && last.ended !== 'done' ? (last.run ?? null) : null
}

/** The newest proposal: an older one has been replaced. */
export function newestProposal(thread: Thread): number | null {
  const said = [...thread.entries.flatMap((entry) => (entry.by === 'assistant' ? entry.pieces : [])), ...thread.answers.flatMap(({ pieces }) => pieces)]
  let newest: number | null = null
  for (const piece of said) {
    if (piece.kind === 'proposal') newest = piece.id
    if (piece.kind === 'proposal_dropped') newest = null
  }
  return newest
}

/** What can be said next, as the assistant has it; nothing where it does not say. */
export function suggestionsOf(thread: Thread): readonly string[] {
  const entry = thread.entries.findLast((entry) => entry.by === 'assistant')
  const last = thread.answers.at(-1)?.pieces ?? (entry?.by === 'assistant' ? entry.pieces : thread.welcome)
  const piece = last.findLast(({ kind }) => kind === 'suggestions')
  return piece?.kind === 'suggestions' ? piece.messages : []
}
