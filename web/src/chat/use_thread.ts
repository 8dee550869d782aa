import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'

import { isConversation, isEntry, isPiece, isProposal, isRunEnded } from '../api/conversation.ts'
import { type StreamState, useStream } from '../api/live.ts'
import { isProblem, ProblemError, Unreachable } from '../api/problem.ts'
import { forgetConversation, keepOutgoing, keptOutgoing, rememberConversation, rememberedConversation } from './kept.ts'
import { addresses, begin, read, retry, say, stop, type Whose } from './requests.ts'
import { openThread, runningRun, tell, type Thread, type Told } from './thread.ts'

/** While the stream is broken, it is asked so often whether the conversation is still there. */
const PROBE_MS = 3_000

/** Goes on with the conversation that this browser knows, or begins one. */
async function open(whose: Whose): Promise<Thread> {
  const known = rememberedConversation(whose)
  const whole = known === null ? await begin(whose) : await read(whose, known).catch((error: unknown) => {
    if (!isProblem(error, 'not_found')) throw error
    forgetConversation(whose)
    return begin(whose)
  })
  rememberConversation(whose, whole.id)
  return { ...openThread(whole, Date.now()), outgoing: keptOutgoing(whose) }
}

/** What the streams tell is written into it: it is read from the server once. */
export function threadQuery(whose: Whose) {
  return queryOptions({
    queryKey: ['chat', 'thread', whose.link],
    queryFn: () => open(whose),
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
}

export type ChatThread = {
  thread: Thread
  stream: StreamState
  /** It was erased, or whoever asks is not its customer any more. */
  isGone: boolean
  tell: (told: Told) => void
  /** Says something. What the server refuses is thrown; what did not get there is sent when it can be. */
  send: (text: string) => Promise<void>
  /** Sends what did not get there once more: it is the same message. */
  sendAgain: () => void
  stop: () => Promise<void>
  retry: (run: number) => Promise<void>
  /** Leaves this conversation and begins another. */
  renew: () => Promise<void>
}

function mayHaveArrived(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ProblemError && error.status >= 500)
}

/** A conversation, followed: each event of its two streams is told to the thread in the query cache. */
export function useThread(whose: Whose, thread: Thread): ChatThread {
  const queries = useQueryClient()
  const { queryKey } = threadQuery(whose)
  const { id } = thread.conversation
  const told = (event: Told) => {
    queries.setQueryData<Thread>(queryKey, (now) => {
      if (!now || now.conversation.id !== id) return now
      const next = tell(now, event)
      if (next.outgoing !== now.outgoing) keepOutgoing(whose, next.outgoing)
      return next
    })
  }

  const deliver = async (key: string, text: string) => {
    told({ kind: 'sending', key, text })
    try {
      const taken = await say(whose, id, key, text)
      told({ kind: 'taken', key, entry: taken.entry, run: taken.run ?? null, at: new Date().toISOString() })
    } catch (error) {
      told({ kind: mayHaveArrived(error) ? 'unsent' : 'refused', key })
      if (!mayHaveArrived(error)) throw error
    }
  }
  const sendAgain = () => {
    for (const { key, text, state } of thread.outgoing) {
      if (state === 'unsent') void deliver(key, text).catch(() => undefined)
    }
  }

  const stream = useStream(
    addresses.events(whose, id),
    {
      entry: (entry) => isEntry(entry) && told({ kind: 'entry', entry }),
      conversation: (conversation) => isConversation(conversation) && told({ kind: 'conversation', conversation }),
      proposal: (proposal) => isProposal(proposal) && told({ kind: 'proposal', proposal, now: Date.now() }),
    },
    sendAgain,
  )
  const run = runningRun(thread)
  useStream(run === null ? null : addresses.run(whose, id, run), {
    piece: (piece, number) => run !== null && isPiece(piece) && told({ kind: 'piece', run, number: Number(number), piece }),
    ended: (ended) => run !== null && isRunEnded(ended) && told({ kind: 'ended', run, ended }),
  })

  const probe = useQuery({
    queryKey: ['chat', 'probe', whose.link, id],
    queryFn: () => read(whose, id).then(() => true),
    enabled: stream === 'waiting',
    refetchInterval: PROBE_MS,
    staleTime: 0,
  })

  return {
    thread,
    stream,
    isGone: stream === 'waiting' && isProblem(probe.error, 'not_found', 'not_signed_in', 'wrong_role'),
    tell: told,
    send: (text) => deliver(crypto.randomUUID(), text),
    sendAgain,
    stop: async () => {
      if (run !== null) await stop(whose, id, run)
    },
    retry: async (of) => {
      const again = await retry(whose, id, of)
      told({ kind: 'retried', run: again.run })
    },
    renew: async () => {
      forgetConversation(whose)
      await queries.resetQueries({ queryKey })
    },
  }
}
