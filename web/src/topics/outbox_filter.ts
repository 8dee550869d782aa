import type { Schema } from '../api/client.ts'

export type Message = Schema['MessageView']

export const channels = ['whatsapp', 'sms', 'email'] as const satisfies readonly Schema['ChannelView'][]
export const states = ['SENT', 'SENDING', 'HELD', 'NOT_SENT', 'FAILED'] as const satisfies readonly Schema['MessageStateView'][]

/** Which messages are looked at, as the address says: `?channel=sms&state=HELD&q=pix`. */
export type Filter = { channel: (typeof channels)[number] | null; state: (typeof states)[number] | null; q: string }

export function filterOf(search: Readonly<Record<string, string>>): Filter {
  return {
    channel: channels.find((channel) => channel === search.channel) ?? null,
    state: states.find((state) => state === search.state) ?? null,
    q: search.q ?? '',
  }
}

export function searchOf({ channel, state, q }: Filter): Record<string, string> {
  return { ...(channel ? { channel } : {}), ...(state ? { state } : {}), ...(q ? { q } : {}) }
}

export function fits(message: Message, { channel, state, q }: Filter): boolean {
  if (channel && message.channel !== channel) return false
  if (state && message.state !== state) return false
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const text = [message.about, message.subject, message.text, message.to, message.why, message.order].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}
