import { Bell, Bot, CircleAlert, RotateCw, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { useState } from 'react'

import type { Entry, Piece } from '../api/conversation.ts'
import { formatMoment } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { type Answer, joined } from './answer.ts'
import { useChat } from './chat_context.ts'
import { Feedback } from './feedback.tsx'
import { OrderCard } from './order_card.tsx'
import { ProposalCard } from './proposal_card.tsx'
import { Source } from './source.tsx'
import { type Outgoing, retryableRun } from './thread.ts'

const bubble = 'w-fit max-w-full rounded-xl px-4 py-2.5 wrap-anywhere whitespace-pre-line'

/** What was said by one of those who talk, below whose name it is. */
function Said({ icon, tone, name, at, children }: { icon: ReactNode; tone: string; name: string; at?: string; children: ReactNode }) {
  const { zone } = useChat()
  return (
    <div className="flex animate-rise items-start gap-2.5">
      <span aria-hidden className={classNames('mt-0.5 hidden size-8 shrink-0 place-items-center rounded-full @lg:grid', tone)}>{icon}</span>
      <div className="grid min-w-0 max-w-xl flex-1 justify-items-start gap-2">
        <p className="text-xs text-soft">
          <span className="font-semibold">{name}</span>
          {at ? <time dateTime={at}> · {formatMoment(at, zone)}</time> : null}
        </p>
        {children}
      </div>
    </div>
  )
}

function Mine({ text, children }: { text: string; children?: ReactNode }) {
  const t = useTexts()
  return (
    <div className="ml-auto grid max-w-[85%] animate-rise justify-items-end gap-1">
      <p className={classNames(bubble, 'rounded-br-xs bg-clay text-on-clay')}>
        <span className="sr-only">{t('chat-you')}: </span>
        {text}
      </p>
      {children}
    </div>
  )
}

/** A message on its way. */
export function OutgoingMessage({ message }: { message: Outgoing }) {
  const t = useTexts()
  const { sendAgain } = useChat()
  const isUnsent = message.state === 'unsent'
  return (
    <Mine text={message.text}>
      <p role="status" className={classNames('flex items-center gap-1.5 text-xs', isUnsent ? 'font-semibold text-sun' : 'text-soft')}>
        {isUnsent ? <CircleAlert aria-hidden size={13} /> : null}
        {isUnsent ? t('chat-unsent') : t('chat-sending')}
      </p>
      {isUnsent ? (
        <Button size="small" kind="quiet" icon={<RotateCw aria-hidden size={14} />} onClick={sendAgain}>
          {t('chat-send-again')}
        </Button>
      ) : null}
    </Mine>
  )
}

function Pieces({ pieces, at }: { pieces: readonly Piece[]; at: number }) {
  return joined(pieces).map((piece, index) => {
    // Pieces stay where they are: each is known by its place.
    switch (piece.kind) {
      case 'text':
        return <p key={index} className={classNames(bubble, 'rounded-tl-xs border border-line bg-card shadow-low')}>{piece.text.trim()}</p>
      case 'card':
        return <OrderCard key={index} piece={piece} at={at} />
      case 'source':
        return <Source key={index} piece={piece} />
      case 'proposal':
        return <ProposalCard key={index} piece={piece} />
      case 'proposal_dropped':
      case 'hand_over':
      case 'suggestions':
        return null
    }
  })
}

/** The assistant's first words, which are in no entry. */
export function Welcome({ pieces, at }: { pieces: readonly Piece[]; at: string }) {
  const t = useTexts()
  return (
    <Said icon={<Bot size={17} />} tone="bg-clay-wash text-clay" name={t('chat-assistant')} at={at}>
      <Pieces pieces={pieces} at={Date.parse(at)} />
    </Said>
  )
}

/** An answer while it is made. */
export function LiveAnswer({ answer }: { answer: Answer }) {
  const t = useTexts()
  const [begunAt] = useState(() => Date.now())
  return (
    <Said icon={<Bot size={17} />} tone="bg-clay-wash text-clay" name={t('chat-assistant')}>
      <Pieces pieces={answer.pieces} at={begunAt} />
      {answer.ended === null ? <Writing /> : null}
      {answer.ended?.text ? <Ending words={answer.ended.text} run={answer.run} /> : null}
    </Said>
  )
}

function Writing() {
  const t = useTexts()
  return (
    <p className="flex h-6 items-center gap-1.5 px-1 text-soft">
      <span className="sr-only">{t('chat-writing')}</span>
      <span aria-hidden className="size-2 animate-pulse-soft rounded-full bg-current" />
      <span aria-hidden className="size-2 animate-pulse-soft rounded-full bg-current [animation-delay:0.2s]" />
      <span aria-hidden className="size-2 animate-pulse-soft rounded-full bg-current [animation-delay:0.4s]" />
    </p>
  )
}

/** How an answer ended that is not whole, and the way to another. */
function Ending({ words, run }: { words: string; run: number | null }) {
  const t = useTexts()
  const { thread, retry } = useChat()
  const canRetry = run !== null && retryableRun(thread) === run
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-soft">
      <span className="flex items-center gap-1.5">
        <CircleAlert aria-hidden size={15} className="shrink-0" />
        {words}
      </span>
      {canRetry ? (
        <Button size="small" icon={<RotateCw aria-hidden size={14} />} onClick={() => retry(run)}>
          {t('chat-retry')}
        </Button>
      ) : null}
    </div>
  )
}

export function Message({ entry }: { entry: Entry }) {
  const t = useTexts()
  switch (entry.by) {
    case 'customer':
      return <Mine text={entry.text} />
    case 'person':
      return (
        <Said icon={<UserRound size={17} />} tone="bg-river-wash text-river" name={entry.name} at={entry.at}>
          <p className={classNames(bubble, 'rounded-tl-xs bg-river-wash text-ink')}>{entry.text}</p>
        </Said>
      )
    case 'notice':
      return (
        <p className="mx-auto flex max-w-md animate-fade items-start gap-2 rounded-lg bg-sunken px-4 py-2 text-sm text-soft">
          <Bell aria-hidden size={14} className="mt-1 shrink-0" />
          {entry.text}
        </p>
      )
    case 'assistant':
      return (
        <Said icon={<Bot size={17} />} tone="bg-clay-wash text-clay" name={t('chat-assistant')} at={entry.at}>
          <Pieces pieces={entry.pieces} at={Date.parse(entry.at)} />
          {entry.ended_text ? <Ending words={entry.ended_text} run={entry.run ?? null} /> : <Feedback entry={entry.number} />}
        </Said>
      )
  }
}
