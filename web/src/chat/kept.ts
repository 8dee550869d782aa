/** What a browser keeps of a conversation, so that a reload or a second tab goes on with it. */

import { isRecord } from '../api/problem.ts'
import type { Whose } from './requests.ts'
import type { Outgoing } from './thread.ts'

const slot = (name: string, { link }: Whose) => `entrega.chat.${name}${link === null ? '' : `.${link}`}`

export function rememberedConversation(whose: Whose): string | null {
  return localStorage.getItem(slot('conversation', whose))
}

export function rememberConversation(whose: Whose, conversation: string): void {
  localStorage.setItem(slot('conversation', whose), conversation)
}

export function forgetConversation(whose: Whose): void {
  localStorage.removeItem(slot('conversation', whose))
  sessionStorage.removeItem(slot('outgoing', whose))
}

/** What somebody was writing is theirs alone: each tab has its own. */
export function keptDraft(whose: Whose): string {
  return sessionStorage.getItem(slot('draft', whose)) ?? ''
}

export function keepDraft(whose: Whose, text: string): void {
  if (text === '') sessionStorage.removeItem(slot('draft', whose))
  else sessionStorage.setItem(slot('draft', whose), text)
}

/** Messages that were on their way: nobody knows whether they arrived, and under their keys they can be sent again. */
export function keptOutgoing(whose: Whose): Outgoing[] {
  const kept: unknown = JSON.parse(sessionStorage.getItem(slot('outgoing', whose)) ?? '[]')
  if (!Array.isArray(kept)) return []
  return kept.flatMap((one: unknown) => (isRecord(one) && typeof one.key === 'string' && typeof one.text === 'string' ? [{ key: one.key, text: one.text, state: 'unsent' as const }] : []))
}

export function keepOutgoing(whose: Whose, outgoing: readonly Outgoing[]): void {
  if (outgoing.length === 0) sessionStorage.removeItem(slot('outgoing', whose))
  else sessionStorage.setItem(slot('outgoing', whose), JSON.stringify(outgoing))
}
