import { BookOpenText, ChevronDown, History } from 'lucide-react'
import type { ReactNode } from 'react'
import { useId, useState } from 'react'

import type { SourcePiece } from '../api/conversation.ts'
import { formatMoment } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { useChat } from './chat_context.ts'
import { formatCivil } from './civil.ts'
import { useOrderBehind, useTimelineEntry } from './order_behind.ts'

type Piece<S extends SourcePiece['source']> = Extract<SourcePiece, { source: S }>

/** Where the words come from. It opens where it stands: whoever reads stays in the conversation. */
export function Source({ piece }: { piece: SourcePiece }) {
  return piece.source === 'passage' ? <Passage piece={piece} /> : <Happening piece={piece} />
}

function Citation({ icon, label, children }: { icon: ReactNode; label: string; children: () => ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  return (
    <div className="grid max-w-md justify-items-start gap-1.5">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-full border border-line px-3 text-sm text-soft transition-colors hover:border-edge hover:text-ink"
      >
        {icon}
        <span className="truncate">{label}</span>
        <ChevronDown aria-hidden size={14} className={classNames('shrink-0 transition-transform', isOpen && 'rotate-180')} />
      </button>
      <div id={id} hidden={!isOpen} className="w-full animate-fade">
        {isOpen ? children() : null}
      </div>
    </div>
  )
}

function Passage({ piece }: { piece: Piece<'passage'> }) {
  const t = useTexts()
  const name = piece.heading ?? piece.file
  return (
    <Citation icon={<BookOpenText aria-hidden size={14} className="shrink-0" />} label={t('chat-passage', { name })}>
      {() => (
        <blockquote className="rounded-md bg-sunken px-4 py-3 text-sm whitespace-pre-line">
          {piece.quote}
          <footer className="pt-2 text-xs text-soft">{t('chat-passage-of', { file: piece.file })}</footer>
        </blockquote>
      )}
    </Citation>
  )
}

function Happening({ piece }: { piece: Piece<'event'> }) {
  const t = useTexts()
  const { number, at } = piece.event
  return (
    <Citation icon={<History aria-hidden size={14} className="shrink-0" />} label={t('chat-event', { number, order: piece.order, at: formatCivil(at) })}>
      {() => <Sentence order={piece.order} number={number} />}
    </Citation>
  )
}

function Sentence({ order, number }: { order: string; number: number }) {
  const t = useTexts()
  const { whose, zone } = useChat()
  const behind = useOrderBehind(whose, order)
  const entry = useTimelineEntry(behind, number)
  return (
    <div className="grid gap-2 rounded-md bg-sunken px-4 py-3 text-sm">
      {entry ? (
        <p>
          {entry.text} <time dateTime={entry.at} className="text-soft">· {formatMoment(entry.at, zone)}</time>
        </p>
      ) : (
        <p role="status" className="text-soft">{t('loading')}</p>
      )}
      {behind ? (
        // The browser itself goes to what an address names, also on the page that is open.
        <a href={paths.event(behind.href, number)} className="font-semibold text-clay underline underline-offset-2">
          {t('chat-event-open')}
        </a>
      ) : null}
    </div>
  )
}
