import { Bell, Bot, CircleAlert, Link2, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'

import { type Entry, type Piece, wordsOf } from '../api/conversation.ts'
import { formatMoment } from '../format/format.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'

/** What was shown beside the words, in a line of its own. */
function besideWords(piece: Piece, t: Texts): string | null {
  switch (piece.kind) {
    case 'card':
      return piece.card === 'orders' ? t('conversations-card-orders', { n: piece.orders.length }) : t('conversations-card', { number: piece.order.number })
    case 'source':
      return piece.source === 'passage' ? t('conversations-source', { name: piece.heading ?? piece.file }) : t('conversations-event', { number: piece.event.number, order: piece.order })
    case 'proposal':
      return t('conversations-proposal', { kind: piece.change.kind, order: piece.change.order })
    case 'hand_over':
      return t('conversations-handed-over')
    case 'text':
    case 'proposal_dropped':
    case 'suggestions':
      return null
  }
}

type BubbleProps = { name: string; at: string; zone: string | undefined; icon: ReactNode; look: string; isOurs: boolean; children: ReactNode }

function Bubble({ name, at, zone, icon, look, isOurs, children }: BubbleProps) {
  return (
    <li className={classNames('grid max-w-[85%] gap-1', isOurs ? 'ml-auto justify-items-end' : 'justify-items-start')}>
      <p className="flex items-center gap-1.5 text-xs text-soft">
        {icon}
        <span className="font-semibold">{name}</span>
        <time dateTime={at}>{formatMoment(at, zone)}</time>
      </p>
      <div className={classNames('w-fit max-w-full rounded-lg px-3.5 py-2 wrap-anywhere whitespace-pre-line', look)}>{children}</div>
    </li>
  )
}

/** Something that was said, as whoever takes over reads it: the customer on one side, the shop on the other. */
export function Said({ entry, customer, zone }: { entry: Entry; customer: string; zone: string | undefined }) {
  const t = useTexts()
  switch (entry.by) {
    case 'customer':
      return (
        <Bubble name={customer} at={entry.at} zone={zone} icon={null} look="bg-clay-wash" isOurs={false}>
          {entry.text}
        </Bubble>
      )
    case 'person':
      return (
        <Bubble name={entry.name} at={entry.at} zone={zone} icon={<UserRound aria-hidden size={13} />} look="bg-river-wash" isOurs>
          {entry.text}
        </Bubble>
      )
    case 'notice':
      return (
        <li className="mx-auto flex max-w-md items-start gap-1.5 px-3 text-center text-xs text-soft">
          <Bell aria-hidden size={13} className="mt-0.5 shrink-0" />
          {entry.text}
        </li>
      )
    case 'assistant': {
      const beside = entry.pieces.flatMap((piece) => besideWords(piece, t) ?? [])
      return (
        <Bubble name={t('conversations-assistant')} at={entry.at} zone={zone} icon={<Bot aria-hidden size={13} />} look="border border-line bg-raised" isOurs>
          {wordsOf(entry.pieces).trim()}
          {beside.map((line) => (
            <span key={line} className="mt-1 flex items-start gap-1.5 text-xs text-soft">
              <Link2 aria-hidden size={13} className="mt-0.5 shrink-0" />
              {line}
            </span>
          ))}
          {entry.ended === 'done' ? null : (
            <span className="mt-1 flex items-start gap-1.5 text-xs text-sun">
              <CircleAlert aria-hidden size={13} className="mt-0.5 shrink-0" />
              {entry.ended_text}
            </span>
          )}
        </Bubble>
      )
    }
  }
}
