import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MessageSquareOff, MessageSquarePlus, Navigation, Unlink, WifiOff } from 'lucide-react'
import { useState } from 'react'

import { isProblem } from '../api/problem.ts'
import { useStore } from '../api/store.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Link } from '../ui/location.tsx'
import { Empty, Failure, Note, Skeleton } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { Announcer } from './announcer.tsx'
import { ChatProvider } from './chat_context.ts'
import { Composer } from './composer.tsx'
import { EraseDialog } from './erase_dialog.tsx'
import { Introduction } from './introduction.tsx'
import { keepDraft, keptDraft } from './kept.ts'
import { LiveAnswer, Message, OutgoingMessage, Welcome } from './message.tsx'
import { useOrderAbout } from './order_behind.ts'
import { addresses, askForPerson, type Whose } from './requests.ts'
import { ScrollingLog } from './scrolling_log.tsx'
import { StatusBar } from './status_bar.tsx'
import { runningRun, suggestionsOf, type Thread } from './thread.ts'
import { threadQuery, useThread } from './use_thread.ts'

/** What a chat is about: one of the customer's orders, the order of a link, or nothing in particular. */
export type About = { order?: string; link?: string }

/** A conversation with the shop, from whoever opens it to its last word. It fills what it is put into. */
export function Chat({ about }: { about: About }) {
  return (
    <div className="@container flex min-h-0 flex-1 flex-col bg-paper">
      <Shown about={about} />
    </div>
  )
}

function Shown({ about }: { about: About }) {
  const queries = useQueryClient()
  const whose: Whose = { link: about.link ?? null }
  const opened = useQuery(threadQuery(whose))
  const reopen = () => {
    void queries.invalidateQueries({ queryKey: ['chat'] })
  }
  if (opened.data) return <Open key={opened.data.conversation.id} whose={whose} order={about.order ?? null} thread={opened.data} />
  if (isProblem(opened.error, 'not_signed_in', 'wrong_role')) return <Introduction onKnown={reopen} />
  if (opened.isError && whose.link !== null && isProblem(opened.error, 'not_found')) return <UnknownLink />
  if (opened.isError) {
    return (
      <div className="mx-auto w-full max-w-xl p-6">
        <Failure error={opened.error} onRetry={reopen} />
      </div>
    )
  }
  return <Opening />
}

function UnknownLink() {
  const t = useTexts()
  return (
    <Empty icon={<Unlink size={26} />} title={t('chat-link-unknown')} action={<Link href={paths.chat()} className={buttonClass('primary')}>{t('chat-link-without')}</Link>}>
      {t('chat-link-unknown-detail')}
    </Empty>
  )
}

function Opening() {
  const t = useTexts()
  return (
    <div role="status" className="mx-auto grid w-full max-w-3xl content-start gap-5 px-4 py-6 @lg:px-6">
      <span className="sr-only">{t('loading')}</span>
      <Skeleton className="h-12 w-2/3 rounded-xl" />
      <Skeleton className="ml-auto h-10 w-1/2 rounded-xl" />
      <Skeleton className="h-40 w-full max-w-md rounded-lg" />
    </div>
  )
}

function Open({ whose, order, thread }: { whose: Whose; order: string | null; thread: Thread }) {
  const t = useTexts()
  const toasts = useToasts()
  const chat = useThread(whose, thread)
  const zone = useStore().data?.time_zone ?? undefined
  const [text, setText] = useState(() => keptDraft(whose))
  const [refusal, setRefusal] = useState<unknown>(null)
  const [isErasing, setErasing] = useState(false)
  const [sent, setSent] = useState(0)
  const { conversation } = thread
  const { id, state } = conversation
  const isAnswering = runningRun(thread) !== null
  // The assistant takes one message at a time; a person takes them as they come.
  const isHeld = state === 'bot' && thread.outgoing.length > 0

  const write = (next: string) => {
    setText(next)
    keepDraft(whose, next)
  }
  const attempt = (doing: Promise<void>) => {
    setRefusal(null)
    doing.catch(setRefusal)
  }
  const say = (message: string) => {
    setSent((count) => count + 1)
    setRefusal(null)
    chat.send(message).catch((error: unknown) => {
      setRefusal(error)
      // What was not taken is not lost.
      setText((now) => (now === '' ? message : now))
    })
  }
  const submit = () => {
    say(text)
    write('')
  }
  const person = useMutation({
    mutationFn: () => askForPerson(whose, id),
    onSuccess: (told) => chat.tell({ kind: 'conversation', conversation: told }),
    onError: setRefusal,
  })
  const renew = () => {
    setErasing(false)
    attempt(chat.renew())
  }

  const erased = () => {
    toasts.done(t('chat-erased'))
    renew()
  }

  if (chat.isGone) {
    return (
      <Empty
        icon={<MessageSquareOff size={26} />}
        title={t('chat-gone')}
        action={<Button kind="primary" onClick={renew}>{t('chat-renew')}</Button>}
      >
        {t('chat-gone-detail')}
      </Empty>
    )
  }
  return (
    <ChatProvider value={{ thread, tell: chat.tell, sendAgain: chat.sendAgain, whose, conversation: id, zone, say, retry: (run) => attempt(chat.retry(run)) }}>
      <StatusBar
        conversation={conversation}
        stream={chat.stream}
        transcript={addresses.transcript(whose, id)}
        isAskingForPerson={person.isPending}
        onPerson={() => person.mutate()}
        onRenew={renew}
        onErase={() => setErasing(true)}
      />
      <AboutOrder whose={whose} order={order} />
      <ScrollingLog label={t('chat-log')} sent={sent}>
        <Welcome pieces={thread.welcome} at={conversation.begun_at} />
        {thread.entries.map((entry) => (
          <Message key={entry.by === 'assistant' && entry.run ? `run-${entry.run}` : entry.number} entry={entry} />
        ))}
        {thread.answers.map((answer) => (
          <LiveAnswer key={`run-${answer.run}`} answer={answer} />
        ))}
        {thread.outgoing.map((message) => (
          <OutgoingMessage key={message.key} message={message} />
        ))}
      </ScrollingLog>
      <Announcer thread={thread} />
      <footer className="border-t border-line bg-paper pb-[max(0.5rem,env(safe-area-inset-bottom))]">
        <div className="mx-auto grid max-w-3xl gap-2 px-4 pt-3 @lg:px-6">
          {chat.stream === 'waiting' ? (
            <Note tone="warning" icon={<WifiOff size={17} />} className="text-sm">
              {t('chat-offline')}
            </Note>
          ) : null}
          {refusal ? <Failure error={refusal} /> : null}
          {state === 'closed' ? (
            <Button kind="primary" size="large" icon={<MessageSquarePlus aria-hidden size={19} />} onClick={renew} className="mb-2">
              {t('chat-renew')}
            </Button>
          ) : (
            <>
              {state === 'bot' && !isAnswering && !isHeld && text === '' ? <Suggestions whose={whose} order={order} thread={thread} onSay={say} /> : null}
              <Composer text={text} onText={write} onSend={submit} onStop={isAnswering ? () => attempt(chat.stop()) : null} isHeld={isHeld} />
            </>
          )}
        </div>
      </footer>
      {isErasing ? <EraseDialog whose={whose} conversation={id} onErased={erased} onClose={() => setErasing(false)} /> : null}
    </ChatProvider>
  )
}

/** The order that the chat was opened about, and the way to its page. */
function AboutOrder({ whose, order }: { whose: Whose; order: string | null }) {
  const t = useTexts()
  const about = useOrderAbout(whose, order)
  if (!about) return null
  return (
    <div className="border-b border-line bg-raised">
      <Link href={about.href} className="mx-auto flex max-w-3xl items-center gap-2.5 px-4 py-2 text-sm hover:bg-ink/4 @lg:px-6">
        <Navigation aria-hidden size={15} className="shrink-0 text-clay" />
        <span className="shrink-0 font-semibold">{t('chat-order', { number: about.number })}</span>
        <span className="min-w-0 flex-1 truncate text-soft">{about.status}</span>
        <span className="shrink-0 font-semibold text-clay">{t('chat-track-short')}</span>
      </Link>
    </div>
  )
}

type SuggestionsProps = { whose: Whose; order: string | null; thread: Thread; onSay: (text: string) => void }

/** What can be said next: what the assistant has just offered, or else the three questions, about the order that is meant. */
function Suggestions({ whose, order, thread, onSay }: SuggestionsProps) {
  const t = useTexts()
  const about = useOrderAbout(whose, order)
  const offered = thread.entries.length > 0 ? suggestionsOf(thread) : []
  const questions = about
    ? [t('chat-ask-where', { number: about.number }), t('chat-ask-when', { number: about.number }), t('chat-ask-address', { number: about.number })]
    : [t('chat-ask-where-any'), t('chat-ask-when-any'), t('chat-ask-address-any')]
  const all = offered.length > 0 ? offered : questions
  return (
    <ul aria-label={t('chat-suggestions')} className="-mx-4 flex gap-2 overflow-x-auto px-4 pb-1 [scrollbar-width:none] @lg:mx-0 @lg:px-0 [@media(min-height:600px)]:@lg:flex-wrap">
      {all.map((message) => (
        <li key={message} className="shrink-0">
          <button type="button" onClick={() => onSay(message)} className="min-h-9 rounded-full border border-line bg-card px-4 text-sm font-medium shadow-low transition-colors hover:border-edge hover:bg-raised">
            {message}
          </button>
        </li>
      ))}
    </ul>
  )
}
