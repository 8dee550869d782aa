import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Mail, MessageCircle, MessageSquareText } from 'lucide-react'
import { useState } from 'react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { formatTime } from '../format/format.ts'
import type { Texts } from '../texts/texts.tsx'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { Failure } from '../ui/states.tsx'
import type { OrderView } from './followed.ts'

type Message = Schema['MessageView']

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
const SHOWN_AT_FIRST = 4

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
  const messages = data?.items ?? []
  const shown = isWhole ? messages : messages.slice(0, SHOWN_AT_FIRST)
  return (
    <Panel title={t('tracking-messages')}>
      {error && !data ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {data?.items.length === 0 ? <p className="text-soft">{t('tracking-no-messages')}</p> : null}
      <ul className="grid gap-3">
        {shown.map((message) => (
          <MessageRow key={message.id} message={message} timeZone={timeZone} />
        ))}
      </ul>
      {shown.length < messages.length ? (
        <Button size="small" kind="quiet" className="mt-2 -ml-3" onClick={() => setIsWhole(true)}>{t('tracking-earlier-messages', { n: messages.length - shown.length })}</Button>
      ) : null}
    </Panel>
  )
}

function MessageRow({ message, timeZone }: { message: Message; timeZone: string | undefined }) {
  const t = useTexts()
  const Icon = icons[message.channel]
  return (
    <li className="flex gap-3">
      <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-soft"><Icon size={16} /></span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center justify-between gap-x-2">
          <span className="font-medium first-letter:uppercase">{message.about}</span>
          <Badge tone={tones[message.state]}>{stateWords(message, t, timeZone)}</Badge>
        </p>
        <p className="text-sm text-soft">
          {[channelWords(message.channel, t), message.to, formatTime(message.at, timeZone)].filter(Boolean).join(' · ')}
        </p>
        {message.why ? <p className="text-sm text-soft">{t('tracking-message-why', { why: message.why })}</p> : null}
        {message.text ? (
          <details className="text-sm">
            <summary className="text-soft hover:text-ink">{t('tracking-message-read')}</summary>
            <p className="mt-1.5 rounded-md bg-sunken px-3 py-2 break-words whitespace-pre-line">{message.text}</p>
          </details>
        ) : null}
      </div>
    </li>
  )
}
