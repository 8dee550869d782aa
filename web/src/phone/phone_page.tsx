import { useQuery } from '@tanstack/react-query'
import { Ban, MessageSquareDashed } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { type DemoMessage, readMessages } from '../api/demo.ts'
import { shopInfo } from '../api/shop_info.ts'
import { useStore } from '../api/store.ts'
import { CustomerHeader } from '../customers/header.tsx'
import { formatTime } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { Bubble, ChannelIcon, Handset } from '../ui/handset.tsx'
import { Link, useLocation } from '../ui/location.tsx'
import { NotFound } from '../ui/not_found.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { hasArrived, type Thread, threadsOf } from './threads.ts'

const LOOK_EVERY_MS = 2_000
/** So many customers are listed, and so many messages that were not sent. */
const LISTED_MOST = 30

/** The phones of the demo's customers: what they were sent, and what they were not. */
export default function PhonePage() {
  const t = useTexts()
  const info = useQuery(shopInfo)
  const query = useQuery({ queryKey: ['demo', 'messages'], queryFn: readMessages, refetchInterval: LOOK_EVERY_MS, enabled: info.data?.demo === true })
  if (info.data?.demo === false) return <NotFound home={paths.shop()} />
  return (
    <>
      <CustomerHeader />
      <main id="content" className="mx-auto grid max-w-7xl grid-cols-[minmax(0,1fr)] gap-6 px-4 py-6 sm:px-6">
        <div>
          <h1 className="text-2xl">{t('phone-title')}</h1>
          <p className="text-soft">{t('phone-lead')}</p>
        </div>
        {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.data ? <Phones messages={query.data} /> : query.error ? null : <Loading />}
      </main>
    </>
  )
}

function Phones({ messages }: { messages: readonly DemoMessage[] }) {
  const t = useTexts()
  const { searchParams } = useLocation()
  const threads = threadsOf(messages)
  const shown = threads.find(({ order }) => order === searchParams.get('order')) ?? threads[0]
  const unsent = messages.filter((message) => !hasArrived(message)).slice(0, LISTED_MOST)
  if (!shown) {
    return (
      <Empty icon={<MessageSquareDashed size={28} />} title={t('phone-none')}>
        {t('phone-none-detail')}
      </Empty>
    )
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 md:grid-cols-[minmax(0,1fr)_24rem] xl:grid-cols-[minmax(0,1fr)_24rem_minmax(0,1fr)]">
      <nav aria-label={t('phone-customers')} className="min-w-0 md:max-h-[46rem] md:overflow-y-auto">
        <ul className="flex gap-2 max-md:overflow-x-auto max-md:pb-2 md:grid md:gap-1">
          {threads.slice(0, LISTED_MOST).map((thread) => (
            <li key={thread.order} className="max-md:w-60 max-md:shrink-0">
              <Person thread={thread} isShown={thread.order === shown.order} />
            </li>
          ))}
        </ul>
      </nav>
      <Conversation key={shown.order} thread={shown} />
      <section aria-labelledby="unsent" className="min-w-0 md:col-span-full xl:col-span-1">
        <h2 id="unsent" className="text-lg">{t('phone-unsent')}</h2>
        <p className="pb-3 text-sm text-soft">{t('phone-unsent-detail')}</p>
        {unsent.length === 0 ? <p className="text-soft">{t('phone-unsent-none')}</p> : null}
        <ul tabIndex={0} aria-labelledby="unsent" className="grid content-start gap-2 md:max-xl:grid-cols-2 xl:max-h-[40rem] xl:overflow-y-auto">
          {unsent.map((message) => (
            <li key={message.id} className="flex items-start gap-3 rounded-md border border-line bg-card px-4 py-2.5 text-sm">
              <Ban aria-hidden size={16} className="mt-0.5 shrink-0 text-soft" />
              <div className="min-w-0 wrap-anywhere">
                <p>
                  <strong>{nameOf(message)}</strong>
                  {` · ${message.about}`}
                </p>
                <p className="flex items-center gap-1.5 text-soft">
                  <ChannelIcon channel={message.channel} size={13} />
                  {message.state === 'FAILED' ? t('phone-failed', { why: message.why ?? '' }) : message.why}
                </p>
              </div>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

const nameOf = ({ customer, number }: { customer: string; number?: number | null }) => (number == null ? customer : `${customer} · #${number}`)

function Person({ thread, isShown }: { thread: Thread; isShown: boolean }) {
  const zone = useStore().data?.time_zone ?? undefined
  const last = thread.messages.at(-1)
  return (
    <Link
      href={paths.phone(thread.order)}
      replace
      keepScroll
      aria-current={isShown ? 'true' : undefined}
      className={classNames('grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 rounded-md px-3 py-2 transition-colors', isShown ? 'bg-card shadow-low' : 'hover:bg-ink/6')}
    >
      <span aria-hidden className={classNames('row-span-2 grid size-10 place-items-center rounded-full font-bold', isShown ? 'bg-clay text-on-clay' : 'bg-sunken text-soft')}>{thread.customer.slice(0, 1)}</span>
      <span className="truncate font-semibold">{nameOf(thread)}</span>
      <span className="tabular text-xs text-soft">{last ? formatTime(last.at, zone) : ''}</span>
      <span className="col-span-2 col-start-2 flex items-center gap-1.5 truncate text-sm text-soft">
        {last ? <ChannelIcon channel={last.channel} size={13} /> : null}
        <span className="truncate">{last?.about}</span>
      </span>
    </Link>
  )
}

function Conversation({ thread }: { thread: Thread }) {
  const t = useTexts()
  const zone = useStore().data?.time_zone ?? undefined
  const screen = useRef<HTMLDivElement>(null)
  const count = thread.messages.length
  useEffect(() => {
    // The newest message is what a phone shows.
    screen.current?.scrollTo({ top: screen.current.scrollHeight })
  }, [count])
  const channels = { whatsapp: t('phone-whatsapp'), sms: t('phone-sms'), email: t('phone-email') }
  const note = ({ state, until, at }: DemoMessage) =>
    state === 'HELD' && until ? t('phone-held', { at: formatTime(until, zone) }) : state === 'SENDING' ? t('phone-sending') : formatTime(at, zone)
  return (
    <Handset title={nameOf(thread)} screen={screen} className="h-[min(46rem,82dvh)] justify-self-center">
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {thread.messages.map((message, index) => {
          const before = thread.messages[index - 1]
          return (
            <li key={message.id} className="grid animate-rise grid-cols-[minmax(0,1fr)] gap-2">
              {before?.channel === message.channel && before.to === message.to ? null : (
                <p className="flex items-center justify-center gap-1.5 pt-2 text-2xs font-semibold wrap-anywhere text-soft">
                  <ChannelIcon channel={message.channel} size={13} />
                  {`${channels[message.channel]}${message.to ? ` · ${message.to}` : ''}`}
                </p>
              )}
              <Bubble channel={message.channel} subject={message.subject} text={message.text ?? message.about} note={note(message)} isPale={message.state !== 'SENT'} />
            </li>
          )
        })}
      </ol>
    </Handset>
  )
}
