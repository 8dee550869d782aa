import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Coffee, MessagesSquare } from 'lucide-react'
import type { KeyboardEvent } from 'react'

import { useStream } from '../api/live.ts'
import { useNow } from '../format/clock.ts'
import { formatAgo } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { classNames } from '../ui/class_names.ts'
import { Empty, Failure, Skeleton } from '../ui/states.tsx'
import { ConversationView } from './conversation_view.tsx'
import { addresses, type DeskItem, deskQuery, isDesk } from './desk.ts'
import { whyWords } from './names.ts'

/** Somebody who waits longer than this should not. */
const LONG_WAIT_MS = 3 * 60_000

/** The conversations that want a person, or have one, beside the one that is chosen. */
export function Desk({ chosen }: { chosen: string | null }) {
  const t = useTexts()
  const queries = useQueryClient()
  const desk = useQuery(deskQuery)
  const stream = useStream(addresses.desk, {
    conversations: (all) => isDesk(all) && queries.setQueryData(deskQuery.queryKey, all),
  })
  if (desk.isError && !desk.data) return <Failure error={desk.error} onRetry={() => void desk.refetch()} />
  return (
    <div className="grid gap-5 lg:grid-cols-[17rem_minmax(0,1fr)] 2xl:grid-cols-[20rem_minmax(0,1fr)]">
      <section aria-label={t('conversations-queue')} className={classNames(chosen !== null && 'max-lg:hidden')}>
        <h2 className="sr-only">{t('conversations-queue')}</h2>
        <p role="status" className="flex items-center gap-2 pb-3 text-sm text-soft">
          <Badge tone={stream === 'live' ? 'good' : 'warning'} live={stream === 'live'}>{stream === 'live' ? t('live') : t('reconnecting')}</Badge>
          {desk.data ? t('conversations-waiting', { n: desk.data.filter(({ state }) => state === 'queued').length }) : null}
        </p>
        {desk.data ? <Queue items={desk.data} chosen={chosen} /> : <Waiting />}
      </section>
      <div className={classNames('min-w-0', chosen === null && 'max-lg:hidden')}>
        {chosen === null ? (
          <div className="grid min-h-96 place-content-center rounded-lg border border-dashed border-line">
            <Empty icon={<MessagesSquare size={26} />} title={t('conversations-choose')}>{t('conversations-choose-detail')}</Empty>
          </div>
        ) : (
          <ConversationView key={chosen} conversation={chosen} />
        )}
      </div>
    </div>
  )
}

function Waiting() {
  return (
    <div className="grid gap-2">
      <Skeleton className="h-24" />
      <Skeleton className="h-24" />
    </div>
  )
}

/** Arrows go from one to the next, Enter opens one. */
function Queue({ items, chosen }: { items: readonly DeskItem[]; chosen: string | null }) {
  const t = useTexts()
  if (items.length === 0) {
    return (
      <div className="rounded-lg border border-line bg-card">
        <Empty icon={<Coffee size={26} />} title={t('conversations-nobody')}>{t('conversations-nobody-detail')}</Empty>
      </div>
    )
  }
  const go = (event: KeyboardEvent<HTMLUListElement>) => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('a')]
    const now = all.findIndex((link) => link === document.activeElement)
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    all[(to + all.length) % all.length]?.focus()
  }
  return (
    <ul onKeyDown={go} className="grid gap-2">
      {items.map((item) => (
        <li key={item.id}>
          <QueueItem item={item} isChosen={item.id === chosen} />
        </li>
      ))}
    </ul>
  )
}

function QueueItem({ item, isChosen }: { item: DeskItem; isChosen: boolean }) {
  const t = useTexts()
  const now = useNow()
  const isLong = item.state === 'queued' && item.since ? now - Date.parse(item.since) > LONG_WAIT_MS : false
  return (
    <Link
      to={paths.conversations(item.id)}
      aria-current={isChosen ? 'page' : undefined}
      className={classNames(
        'grid animate-fade gap-1.5 rounded-lg border p-4 shadow-low transition-colors',
        isChosen ? 'border-clay bg-clay-wash' : 'border-line bg-card hover:border-edge',
      )}
    >
      <span className="flex items-center justify-between gap-2">
        <span className="min-w-0 truncate font-semibold">{item.customer}</span>
        {item.since ? <span className={classNames('tabular shrink-0 text-xs', isLong ? 'font-semibold text-chili' : 'text-soft')}>{formatAgo(item.since, now)}</span> : null}
      </span>
      {item.why ? <span className="line-clamp-2 text-sm text-soft">{whyWords(item.why, t)}</span> : null}
      <span className="flex flex-wrap gap-1.5">
        {item.state === 'queued' ? <Badge tone="warning">{t('conversations-queued')}</Badge> : <Badge tone="active">{t('conversations-with', { name: item.by ?? '' })}</Badge>}
        {item.order ? <Badge>{t('conversations-order', { number: item.order })}</Badge> : null}
        {item.language === 'pt-BR' ? null : <Badge tone="special">{item.language.toUpperCase()}</Badge>}
      </span>
    </Link>
  )
}
