import { MessageCircle } from 'lucide-react'
import type { ReactNode } from 'react'

import type { StreamState } from '../api/live.ts'
import { useStore } from '../api/store.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { ConnectionNote } from './connection_note.tsx'
import type { Entry, Followed } from './followed.ts'
import { OrderHero } from './order_hero.tsx'
import { OrderLines } from './order_lines.tsx'
import { OrderMap } from './order_map.tsx'
import { PixPanel } from './pix_panel.tsx'
import { isOver } from './status.ts'
import { TimelineList } from './timeline_list.tsx'

type FollowedOrderProps = {
  order: Followed
  timeline: readonly Entry[]
  stream: StreamState
  /** What the chat is about. */
  about: { order?: string; link?: string }
  /** What the customer has to do now, before anything else. */
  asked?: ReactNode
  /** Other ways to pay. */
  paying?: ReactNode
  /** What the customer can do. */
  actions?: ReactNode
  /** What else there is to know. */
  more?: ReactNode
}

/** An order as it is followed, by its link or by its customer. */
export function FollowedOrder({ order, timeline, stream, about, asked, paying, actions, more }: FollowedOrderProps) {
  const t = useTexts()
  const timeZone = useStore().data?.time_zone ?? undefined
  const over = isOver(order.status)
  return (
    <main id="content" className="mx-auto grid max-w-7xl gap-6 px-4 py-7 sm:px-6 sm:py-10">
      <ConnectionNote stream={stream} />
      <OrderHero order={order} timeline={timeline} timeZone={timeZone} />
      {asked}
      <PixPanel order={order} />
      {paying}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className="grid min-w-0 gap-6">
          {over ? null : <OrderMap order={order} className="h-80 sm:h-105 lg:h-120" />}
          <TimelineList timeline={timeline} timeZone={timeZone} />
          {/* There is room for it once there is no map. */}
          {over ? more : null}
        </div>
        <div className="grid min-w-0 gap-6">
          {actions}
          <Panel title={t('tracking-ordered')}>
            <OrderLines lines={order.lines} totals={order.totals} payment={order.payment} />
          </Panel>
          {over ? null : more}
          <Panel title={t('tracking-help')}>
            <p className="pb-4 text-soft">{t('tracking-help-detail')}</p>
            <ButtonLink href={paths.chat(about)} icon={<MessageCircle aria-hidden size={18} />} className="w-full">{t('tracking-chat')}</ButtonLink>
          </Panel>
        </div>
      </div>
    </main>
  )
}
