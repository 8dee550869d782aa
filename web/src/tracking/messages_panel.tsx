import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Mail, MessageCircle, MessageSquareText } from 'lucide-react'
import { useState } from 'react'

import { answerOf, api } from '../api/client.ts'
import { formatTime } from '../format/format.ts'
import type { Texts } from '../texts/texts.tsx'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { Failure } from '../ui/states.tsx'
import type { OrderView } from './followed.ts'
import { type Notice, noticesOf } from './notices.ts'

type Message = Notice[number]

/** What is still being sent is looked at again after so long. */
const AGAIN_MS = 5_000

const icons: Record<Message['channel'], typeof Mail> = { email: Mail, sms: MessageSquareText, whatsapp: MessageCircle }

const tones: Record<Message['state'], Tone> = { SENDING: 'active', SENT: 'good', HELD: 'warning', NOT_SENT: 'neutral', FAILED: 'bad' }

function channelWords(channel: Message['channel'], t: Texts): string {
  const names: Record<Message['channel'], string> = { email: t('tracking-email'), sms: t('tracking-sms'), whatsapp: t('tracking-whatsapp') }
  return names[channel]
}

function stateWords(message: Message, t: Texts, timeZone: string | undefined): string {
  const words: Record<Message['state'], () => string> = {
    SENDING: () => t('tracking-message-sending'),
    SENT: () => t('tracking-message-sent'),
    HELD: () => (message.until ? t('tracking-message-held-until', { time: formatTime(message.until, timeZone) }) : t('tracking-message-held')),
    NOT_SENT: () => t('tracking-message-not-sent'),
    FAILED: () => t('tracking-message-failed'),
  }
  return words[message.state]()
}

/** The rest is a touch away. */
const SHOWN_AT_FIRST = 3

/** What was sent to the customer, on which channel, and why something was not. */
export function MessagesPanel({ order, timeZone }: { order: OrderView; timeZone: string | undefined }) {
  const t = useTexts()
  const [isWhole, setIsWhole] = useState(false)
  const { data, error, refetch } = useQuery({
    // Whatever happens to an order may be told.
    queryKey: ['order-messages', order.id, order.last_entry],
    queryFn: () => answerOf(api.GET('/api/orders/{order}/messages', { params: { path: { order: order.id } } })),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.some(({ state }) => state === 'SENDING') ? AGAIN_MS : false),
  })
  const notices = noticesOf(data?.items ?? [])
  const shown = isWhole ? notices : notices.slice(0, SHOWN_AT_FIRST)
  return (
    <Panel title={t('tracking-messages')}>
      {error && !data ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data?.items.length === 0 ? <p className="text-soft">{t('tracking-no-messages')}</p> : null}
      <ul className="grid gap-4">
        {shown.map((notice) => (
          <NoticeRow key={notice[0].id} notice={notice} timeZone={timeZone} />
        ))}
      </ul>
      {shown.length < notices.length ? (
        <Button size="small" kind="quiet" className="mt-2 -ml-3" onClick={() => setIsWhole(true)}>{t('tracking-show-more', { n: notices.length - shown.length })}</Button>
      ) : null}
    </Panel>
  )
}

function NoticeRow({ notice, timeZone }: { notice: Notice; timeZone: string | undefined }) {
  const t = useTexts()
  const text = notice.find((message) => message.text)?.text
  return (
    <li className="grid gap-1.5">
      <p className="flex items-baseline justify-between gap-3">
        <span className="font-medium first-letter:uppercase">{notice[0].about}</span>
        <time dateTime={notice[0].at} className="tabular text-sm text-soft">{formatTime(notice[0].at, timeZone)}</time>
      </p>
      <ul className="grid gap-1.5">
        {notice.map((message) => {
          const Icon = icons[message.channel]
          return (
            <li key={message.id} className="flex items-start gap-2 text-sm">
              <Icon aria-hidden size={15} className="mt-0.5 shrink-0 text-soft" />
              <span className="min-w-0 flex-1 text-soft">
                {[channelWords(message.channel, t), message.to].filter(Boolean).join(' · ')}
                {message.why ? <span className="block">{message.why}</span> : null}
              </span>
              <Badge tone={tones[message.state]}>{stateWords(message, t, timeZone)}</Badge>
            </li>
          )
        })}
      </ul>
      {text ? (
        <details className="text-sm">
          <summary className="text-soft hover:text-ink">{t('tracking-message-read')}</summary>
          <p className="mt-1.5 rounded-md bg-sunken px-3 py-2 break-words whitespace-pre-line">{text}</p>
        </details>
      ) : null}
    </li>
  )
}
