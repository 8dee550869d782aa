import { createContext, use } from 'react'

import type { Whose } from './requests.ts'
import type { ChatThread } from './use_thread.ts'

type ChatContext = Pick<ChatThread, 'thread' | 'tell' | 'sendAgain'> & {
  whose: Whose
  conversation: string
  /** Where the shop's clocks stand, once it is known. */
  zone: string | undefined
  /** Says something; why it was not taken is told at the composer. */
  say: (text: string) => void
  /** Asks again for an answer that is not whole. */
  retry: (run: number) => void
}

const Context = createContext<ChatContext | null>(null)
export const ChatProvider = Context

/** The conversation that a part of the chat belongs to. */
export function useChat(): ChatContext {
  const chat = use(Context)
  if (!chat) throw new Error('there is no <ChatProvider> around')
  return chat
}
