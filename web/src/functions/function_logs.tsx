import { useQuery } from '@tanstack/react-query'
import { Pause, Play, ScrollText, Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'

import { formatExactTime, formatMoment } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import { Select, TextField } from '../ui/field.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { type FunctionConfiguration, logGroupOf } from './lambda.ts'
import { lineOf, type LogEvent, type LogLine, streamsQuery, useLogTail } from './logs.ts'

const MINUTES = [15, 60, 360, 1440, 10080] as const
const DEFAULT_MINUTES = 60

const levels: Record<LogLine['level'], string> = {
  error: 'border-chili bg-chili-wash/60 text-chili',
  warning: 'border-sun bg-sun-wash/60 text-sun',
  info: 'border-transparent',
  platform: 'border-transparent text-soft',
}

/** What the function wrote, as it is written. */
export function FunctionLogs({ configuration }: { configuration: FunctionConfiguration }) {
  const t = useTexts()
  const group = logGroupOf(configuration)
  const [search, change] = useSearchMembers()
  const [isLive, setLive] = useState(true)
  const pattern = useDeferredValue(search.filter ?? '')
  const minutes = MINUTES.find((one) => String(one) === search.minutes) ?? DEFAULT_MINUTES
  const streams = useQuery(streamsQuery(group)).data ?? []
  const stream = search.stream ?? ''
  const tail = useLogTail({ group, stream, pattern, minutes }, isLive)
  const since: Record<(typeof MINUTES)[number], string> = {
    15: t('functions-since-15m'),
    60: t('functions-since-1h'),
    360: t('functions-since-6h'),
    1440: t('functions-since-1d'),
    10080: t('functions-since-7d'),
  }
  return (
    <Panel
      title={t('functions-tab-logs')}
      detail={<code className="font-mono text-xs">{group}</code>}
      actions={
        <>
          {isLive ? <Badge tone="good" live>{t('live')}</Badge> : null}
          <Button size="small" icon={isLive ? <Pause aria-hidden size={16} /> : <Play aria-hidden size={16} />} onClick={() => setLive(!isLive)}>
            {isLive ? t('functions-pause') : t('functions-follow')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <div className="grid items-start gap-3 md:grid-cols-[minmax(0,1fr)_10rem_minmax(0,16rem)]">
          <TextField
            label={t('functions-log-filter')}
            hint={t('functions-log-filter-hint')}
            type="search"
            before={<Search size={17} />}
            value={search.filter ?? ''}
            onChange={(event) => change({ filter: event.target.value })}
            spellCheck={false}
          />
          <Select label={t('functions-since')} value={minutes} onChange={(event) => change({ minutes: event.target.value })}>
            {MINUTES.map((one) => (
              <option key={one} value={one}>{since[one]}</option>
            ))}
          </Select>
          <Select label={t('functions-stream')} value={stream} onChange={(event) => change({ stream: event.target.value })}>
            <option value="">{t('functions-streams-all')}</option>
            {streams.map((one) => (
              <option key={one.logStreamName} value={one.logStreamName}>
                {one.lastEventTimestamp ? `${formatMoment(one.lastEventTimestamp)} · ` : ''}
                {one.logStreamName}
              </option>
            ))}
          </Select>
        </div>
        {tail.isError ? <Failure error={tail.error} onRetry={() => void tail.refetch()} /> : null}
        {tail.isPending ? (
          <Loading>
            <Skeleton className="h-64" />
          </Loading>
        ) : null}
        {tail.data?.length === 0 ? (
          <Empty icon={<ScrollText />} title={pattern ? t('functions-log-none-found') : t('functions-log-none')}>{t('functions-log-none-detail')}</Empty>
        ) : null}
        {tail.data && tail.data.length > 0 ? <LogLines events={tail.data} /> : null}
      </div>
    </Panel>
  )
}

/** Newest first: what has just happened is in view, and stays there. */
function LogLines({ events }: { events: readonly LogEvent[] }) {
  const t = useTexts()
  return (
    <ol tabIndex={0} aria-label={t('functions-tab-logs')} className="max-h-[32rem] overflow-auto rounded-md bg-sunken py-2 font-mono text-xs">
      {events.toReversed().map((event) => {
        const line = lineOf(event.message)
        return (
          <li key={event.eventId} className={classNames('flex gap-3 border-l-3 px-3 py-1 [content-visibility:auto] max-sm:flex-col max-sm:gap-0', levels[line.level])}>
            <time dateTime={new Date(event.timestamp).toISOString()} title={event.logStreamName} className="tabular shrink-0 text-soft">{formatExactTime(event.timestamp)}</time>
            <span className="min-w-0 break-words whitespace-pre-wrap">{line.text}</span>
          </li>
        )
      })}
    </ol>
  )
}
