/** What a conversation is told in: the same to its customer and to whoever of the store takes it over. */

import type { Schema } from './client.ts'
import { isRecord } from './problem.ts'

/** Times at the shop's clocks, without a zone: `2026-11-26T16:01:45`. */
export type Civil = string

export type Stage =
  | 'awaiting_payment'
  | 'received'
  | 'confirmed'
  | 'scheduled'
  | 'preparing'
  | 'ready'
  | 'out_for_delivery'
  | 'arrived'
  | 'delivered'
  | 'not_delivered'
  | 'cancelled'
  | 'pix_expired'

/** An order as it was when it was looked up; what has become of it since is on its own page. */
export type OrderFacts = {
  number: string
  stage: Stage
  items: { name: string; quantity: number; price: number }[]
  address: string
  window: [Civil, Civil] | null
  eta: Civil | null
  late_minutes: number
  delay_reason: string | null
  credit: number | null
  total: number
  delivery_fee: number
  service_fee: number
  tip: number
}

export type CourierFacts = {
  name: string
  place: string
  seen_seconds_ago: number | null
  /** Longitude and latitude. */
  point: [number, number] | null
}

export type CardPiece =
  | { kind: 'card'; card: 'status'; order: OrderFacts; courier: CourierFacts | null }
  | { kind: 'card'; card: 'eta' | 'receipt'; order: OrderFacts }
  | { kind: 'card'; card: 'orders'; orders: OrderFacts[] }

export type SourcePiece =
  | { kind: 'source'; source: 'passage'; file: string; heading: string | null; quote: string }
  | { kind: 'source'; source: 'event'; order: string; event: { number: number; at: Civil } }

export type Change =
  | { kind: 'cancel'; order: string }
  | { kind: 'address'; order: string; address: string }
  | { kind: 'instructions'; order: string; instructions: string }
  | { kind: 'substitute'; order: string; missing: string; instead: string | null }

/** What a change would lead to. Money is in centavos. */
export type Preview = {
  verdict: string
  reason_code: string
  fee: number
  refund: number
  window: [Civil, Civil] | null
  address: string | null
}

export type ProposalPiece = { kind: 'proposal'; id: number; change: Change; preview: Preview | null }

export type Piece =
  | { kind: 'text'; text: string }
  | CardPiece
  | SourcePiece
  | ProposalPiece
  | { kind: 'proposal_dropped' }
  | { kind: 'hand_over'; order: string | null; position: number }
  | { kind: 'suggestions'; messages: string[] }

export type Ended = 'done' | 'stopped' | 'interrupted' | 'failed'

export type Notice = 'queued' | 'shop_closed' | 'taken' | 'handed_back' | 'closed' | 'proposal_expired'

/** Something in a conversation: 1 is the first, and there are no gaps. */
export type Entry = { number: number; at: string } & (
  | { by: 'customer'; text: string; run?: number }
  | { by: 'assistant'; run?: number; pieces: Piece[]; ended: Ended; ended_text?: string }
  | { by: 'person'; name: string; text: string }
  | { by: 'notice'; notice: Notice; text: string }
)

export type ConversationState = 'bot' | 'queued' | 'human' | 'closed'

export type Conversation = Omit<Schema['ConversationView'], 'state'> & { state: ConversationState }

export type ProposalState = 'waiting' | 'confirmed' | 'declined' | 'expired' | 'dropped'

export type Proposal = {
  id: number
  state: ProposalState
  seconds_left: number
  can_confirm: boolean
  outcome?: 'done' | 'asked' | 'too_late'
}

export type WholeConversation = Conversation & { welcome: Piece[]; entries: Entry[]; proposals: Proposal[] }

export type RunEnded = { ended: Ended; text?: string; entry?: number }

// Server and pages are of one build: whatever bears the mark of a shape has that shape. What is
// marked as something else is not shown, rather than guessed at.

const marks: Record<Piece['kind'], (piece: Record<string, unknown>) => boolean> = {
  text: (piece) => typeof piece.text === 'string',
  card: (piece) => isRecord(piece.order) || Array.isArray(piece.orders),
  source: (piece) => typeof piece.quote === 'string' || isRecord(piece.event),
  proposal: (piece) => typeof piece.id === 'number' && isRecord(piece.change),
  proposal_dropped: () => true,
  hand_over: (piece) => typeof piece.position === 'number',
  suggestions: (piece) => Array.isArray(piece.messages),
}

function isKind(kind: unknown): kind is Piece['kind'] {
  return typeof kind === 'string' && Object.hasOwn(marks, kind)
}

export function isPiece(value: unknown): value is Piece {
  return isRecord(value) && isKind(value.kind) && marks[value.kind](value)
}

export function isEntry(value: unknown): value is Entry {
  if (!isRecord(value) || typeof value.number !== 'number') return false
  if (value.by === 'assistant') return Array.isArray(value.pieces) && value.pieces.every(isPiece)
  return typeof value.text === 'string' && ['customer', 'person', 'notice'].some((by) => by === value.by)
}

export function isConversation(value: unknown): value is Conversation {
  return isRecord(value) && typeof value.id === 'string' && ['bot', 'queued', 'human', 'closed'].some((state) => state === value.state)
}

export function isProposal(value: unknown): value is Proposal {
  return isRecord(value) && typeof value.id === 'number' && typeof value.seconds_left === 'number' && typeof value.state === 'string'
}

export function isRunEnded(value: unknown): value is RunEnded {
  return isRecord(value) && ['done', 'stopped', 'interrupted', 'failed'].some((ended) => ended === value.ended)
}

export function isWhole(value: unknown): value is WholeConversation {
  const isList = (list: unknown, isOne: (one: unknown) => boolean) => Array.isArray(list) && list.every(isOne)
  return isRecord(value) && isList(value.welcome, isPiece) && isList(value.entries, isEntry) && isList(value.proposals, isProposal) && isConversation(value)
}

/** What is said in pieces, without what is shown beside it. */
export function wordsOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('')
}
