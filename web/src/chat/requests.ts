/** What a customer asks of the chat's API. */

import { isConversation, isProposal, isWhole, type Conversation, type Proposal, type WholeConversation } from '../api/conversation.ts'
import { answerOf, api, type Schema } from '../api/client.ts'
import { language } from '../texts/bundles.ts'

/** Which conversations are meant: those of whoever is signed in, or of whoever has the link of an order. */
export type Whose = { link: string | null }

export type Judgement = { thumb: 'up' | 'down'; reason?: Reason; comment?: string }
export type Reason = 'solved' | 'wrong' | 'not_understood' | 'unhelpful' | 'slow' | 'tone'

const query = ({ link }: Whose) => (link === null ? {} : { link })

function known<T>(value: unknown, is: (value: unknown) => value is T): T {
  if (is(value)) return value
  throw new Error('the server speaks of conversations in a way that this page does not know: load it again')
}

export async function begin(whose: Whose): Promise<WholeConversation> {
  const whole = await answerOf(api.POST('/api/chat/conversations', { params: { query: query(whose) }, body: { language } }))
  return known<WholeConversation>(whole, isWhole)
}

export async function read(whose: Whose, conversation: string): Promise<WholeConversation> {
  const whole = await answerOf(api.GET('/api/chat/conversations/{conversation}', { params: { path: { conversation }, query: query(whose) } }))
  return known<WholeConversation>(whole, isWhole)
}

/** Says something. Under the same key it is said once, however often it is sent. */
export function say(whose: Whose, conversation: string, key: string, text: string): Promise<Schema['TakenView']> {
  const params = { path: { conversation }, query: query(whose), header: { 'Idempotency-Key': key } }
  return answerOf(api.POST('/api/chat/conversations/{conversation}/messages', { params, body: { text } }))
}

export async function stop(whose: Whose, conversation: string, run: number): Promise<void> {
  await answerOf(api.POST('/api/chat/conversations/{conversation}/runs/{run}/stop', { params: { path: { conversation, run }, query: query(whose) } }))
}

export function retry(whose: Whose, conversation: string, run: number): Promise<Schema['RunView']> {
  return answerOf(api.POST('/api/chat/conversations/{conversation}/runs/{run}/retry', { params: { path: { conversation, run }, query: query(whose) } }))
}

export async function answerProposal(whose: Whose, conversation: string, proposal: number, how: 'confirm' | 'decline'): Promise<Proposal> {
  const params = { path: { conversation, proposal }, query: query(whose) }
  const asked =
    how === 'confirm'
      ? api.POST('/api/chat/conversations/{conversation}/proposals/{proposal}/confirm', { params })
      : api.POST('/api/chat/conversations/{conversation}/proposals/{proposal}/decline', { params })
  return known<Proposal>(await answerOf(asked), isProposal)
}

export async function askForPerson(whose: Whose, conversation: string): Promise<Conversation> {
  const told = await answerOf(api.POST('/api/chat/conversations/{conversation}/person', { params: { path: { conversation }, query: query(whose) } }))
  return known<Conversation>(told, isConversation)
}

export async function judge(whose: Whose, conversation: string, entry: number, judgement: Judgement): Promise<void> {
  const params = { path: { conversation, entry }, query: query(whose) }
  await answerOf(api.PUT('/api/chat/conversations/{conversation}/entries/{entry}/feedback', { params, body: judgement }))
}

export async function erase(whose: Whose, conversation: string): Promise<void> {
  await answerOf(api.DELETE('/api/chat/conversations/{conversation}', { params: { path: { conversation }, query: query(whose) } }))
}

/** Erases every conversation of whoever is signed in. */
export async function eraseAll(): Promise<void> {
  await answerOf(api.DELETE('/api/chat/conversations'))
}

/** Comes as a guest, by a name alone. */
export async function introduce(store: string, name: string): Promise<void> {
  await answerOf(api.POST('/api/stores/{store}/sessions', { params: { path: { store } }, body: { name, language } }))
}

/** Whom a one-time code is sent to: the contact of an order whose link is shown, or one that is typed. */
export type CodeFor = { link: string } | { store: string; contact: string }

export async function askForCode(whom: CodeFor): Promise<string> {
  const asked =
    'link' in whom
      ? api.POST('/api/chat/sign-in', { params: { query: { link: whom.link } } })
      : api.POST('/api/stores/{store}/sign-in', { params: { path: { store: whom.store } }, body: { contact: whom.contact } })
  const { challenge } = await answerOf(asked)
  return challenge
}

export async function signIn(whom: CodeFor, challenge: string, code: string): Promise<void> {
  const asked =
    'link' in whom
      ? api.POST('/api/chat/sign-in/{challenge}', { params: { path: { challenge }, query: { link: whom.link } }, body: { code } })
      : api.POST('/api/stores/{store}/sign-in/{challenge}', { params: { path: { store: whom.store, challenge } }, body: { code } })
  await answerOf(asked)
}

const encode = encodeURIComponent
const withLink = (path: string, { link }: Whose) => (link === null ? path : `${path}?link=${encode(link)}`)

/** Addresses that the browser itself reads. */
export const addresses = {
  events: (whose: Whose, conversation: string) => withLink(`/api/chat/conversations/${encode(conversation)}/events`, whose),
  run: (whose: Whose, conversation: string, run: number) => withLink(`/api/chat/conversations/${encode(conversation)}/runs/${run}/events`, whose),
  transcript: (whose: Whose, conversation: string) => withLink(`/api/chat/conversations/${encode(conversation)}/transcript`, whose),
}

