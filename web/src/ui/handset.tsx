import { Mail, MessageCircle, MessageSquare } from 'lucide-react'
import type { ReactNode, Ref } from 'react'

import { classNames } from './class_names.ts'
import { textLink } from './text_link.ts'

/** A telephone, drawn: what is on its screen scrolls. */
export function Handset({ title, detail, screen, children, className }: { title: ReactNode; detail?: ReactNode; screen?: Ref<HTMLDivElement>; children: ReactNode; className?: string }) {
  return (
    <div className={classNames('flex min-h-0 w-full max-w-sm flex-col rounded-[44px] border border-edge bg-edge/70 p-2.5 shadow-high', className)}>
      <div className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-[34px] bg-paper">
        <div aria-hidden className="flex justify-center bg-card pt-2.5 pb-1">
          <span className="h-5 w-24 rounded-full bg-edge/70" />
        </div>
        <header className="border-b border-line bg-card px-5 pt-1 pb-3 text-center">
          <h2 className="text-lg">{title}</h2>
          {detail ? <p className="text-xs text-soft">{detail}</p> : null}
        </header>
        <div ref={screen} tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-3 py-4 outline-offset-[-4px]">
          {children}
        </div>
        <div aria-hidden className="flex justify-center bg-card py-2">
          <span className="h-1 w-28 rounded-full bg-edge/60" />
        </div>
      </div>
    </div>
  )
}

export type Channel = 'whatsapp' | 'sms' | 'email'

const icons = { whatsapp: MessageCircle, sms: MessageSquare, email: Mail }

export function ChannelIcon({ channel, size = 15 }: { channel: Channel; size?: number }) {
  const Icon = icons[channel]
  return <Icon aria-hidden size={size} className="shrink-0" />
}

const bubbles: Record<Channel, string> = {
  whatsapp: 'mr-8 rounded-lg rounded-tl-xs bg-leaf-wash',
  sms: 'mr-8 rounded-lg rounded-bl-xs bg-card border border-line',
  email: 'rounded-md bg-card border border-line shadow-low',
}

type BubbleProps = { channel: Channel; subject?: string | null; text: string; note: ReactNode; isPale?: boolean }

/** A message as its channel shows it; addresses in it can be followed. */
export function Bubble({ channel, subject, text, note, isPale = false }: BubbleProps) {
  return (
    <div className={classNames('px-3.5 py-2.5 text-sm', bubbles[channel], isPale && 'opacity-70')}>
      {subject ? <p className="pb-1 text-base font-semibold">{subject}</p> : null}
      <p className="wrap-anywhere whitespace-pre-line">
        {text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/).map((piece, index) =>
          index % 2 === 1 ? (
            // Pieces of a text do not change places.
            <a key={index} href={piece} className={classNames(textLink, 'break-all')}>{piece}</a>
          ) : (
            piece
          ),
        )}
      </p>
      <p className="pt-1 text-right text-2xs text-soft">{note}</p>
    </div>
  )
}
