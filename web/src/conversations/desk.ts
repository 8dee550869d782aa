/** The store's side of the chat: conversations that want a person, and what customers think of answers. */

import { queryOptions } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import { type Entry, isEntry } from '../api/conversation.ts'
import { isRecord } from '../api/problem.ts'

export type DeskItem = Schema['DeskView']
export type Packet = DeskItem & { facts: Schema['BoardOrderView'] | null; tools: string[]; entries: Entry[] }
export type Judged = Schema['FeedbackView']

export const deskQuery = queryOptions({
  queryKey: ['desk'],
  queryFn: async () => (await answerOf(api.GET('/api/board/conversations'))).items,
})

export function isDesk(value: unknown): value is DeskItem[] {
  return Array.isArray(value) && value.every((one) => isRecord(one) && typeof one.id === 'string' && typeof one.customer === 'string')
}

function packetOf(view: Schema['PacketView']): Packet {
  const said: readonly unknown[] = view.entries
  return { ...view, facts: view.facts ?? null, entries: said.filter(isEntry) }
}

export function packetQuery(conversation: string) {
  return queryOptions({
    queryKey: ['desk', conversation],
    queryFn: async () => packetOf(await answerOf(api.GET('/api/board/conversations/{conversation}', { params: { path: { conversation } } }))),
  })
}

/** A packet with an entry more; one that is known changes nothing. */
export function withEntry(packet: Packet, entry: Entry): Packet {
  if (packet.entries.some(({ number }) => number === entry.number)) return packet
  return { ...packet, entries: [...packet.entries, entry].sort((a, b) => a.number - b.number) }
}

const path = (conversation: string) => ({ params: { path: { conversation } } })

export async function take(conversation: string): Promise<Packet> {
  return packetOf(await answerOf(api.POST('/api/board/conversations/{conversation}/take', path(conversation))))
}

export async function reply(conversation: string, text: string): Promise<void> {
  await answerOf(api.POST('/api/board/conversations/{conversation}/replies', { ...path(conversation), body: { text } }))
}

export async function handBack(conversation: string): Promise<void> {
  await answerOf(api.POST('/api/board/conversations/{conversation}/hand-back', path(conversation)))
}

export async function close(conversation: string): Promise<void> {
  await answerOf(api.POST('/api/board/conversations/{conversation}/close', path(conversation)))
}

export type FeedbackFilter = { thumb?: string; reason?: string }

export function feedbackQuery(filter: FeedbackFilter) {
  return queryOptions({
    queryKey: ['feedback', filter],
    queryFn: async () => (await answerOf(api.GET('/api/board/feedback', { params: { query: filter } }))).items,
  })
}

const encode = encodeURIComponent

export const addresses = {
  desk: '/api/board/conversations/events',
  conversation: (conversation: string) => `/api/board/conversations/${encode(conversation)}/events`,
  feedbackTable: (filter: FeedbackFilter) => `/api/board/feedback?${new URLSearchParams({ ...filter, format: 'csv' })}`,
}
