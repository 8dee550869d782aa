import type { Schema } from '../api/client.ts'

type Message = Schema['MessageView']

/** What is said at one time is decided for each channel by itself. */
export type Notice = readonly [Message, ...Message[]]

/** Messages of the same news are decided within so long of each other. */
const SAME_NEWS_MS = 10_000

/** Messages by what they are about, the latest first, and what was sent before what was not. */
export function noticesOf(messages: readonly Message[]): Notice[] {
  const latestFirst = [...messages].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  const notices: [Message, ...Message[]][] = []
  for (const message of latestFirst) {
    const notice = notices.find(([first]) => first.kind === message.kind && Date.parse(first.at) - Date.parse(message.at) < SAME_NEWS_MS)
    if (notice) notice.push(message)
    else notices.push([message])
  }
  for (const notice of notices) notice.sort((a, b) => Number(isSent(b)) - Number(isSent(a)))
  return notices
}

function isSent({ state }: Message): boolean {
  return state === 'SENT' || state === 'SENDING'
}
