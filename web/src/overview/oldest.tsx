import { Link } from '@tanstack/react-router'

import type { Execution } from '../api/execution.ts'
import { useNow } from '../format/clock.ts'
import { formatDuration } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Panel } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import { Skeleton } from '../ui/states.tsx'
import { nameOf } from './attention_list.tsx'

type OldestProps = { executions: readonly Execution[] | null; total: number | null; usualMs: number | null }

/** What has been running for longest, beside how long it usually takes. */
export function Oldest({ executions, total, usualMs }: OldestProps) {
  const t = useTexts()
  return (
    <Panel title={t('overview-oldest')} detail={usualMs === null ? undefined : t('overview-usual', { duration: formatDuration(usualMs) })} flush>
      {executions === null ? (
        <div className="grid gap-2 px-5 pb-5">
          {[0, 1, 2].map((index) => <Skeleton key={index} className="h-8" />)}
        </div>
      ) : executions.length === 0 ? (
        <p className="px-5 pb-5 text-soft">{t('overview-nothing-runs')}</p>
      ) : (
        <ol>
          {executions.map((execution) => (
            <li key={execution.arn} className="relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-t border-line/70 px-5 py-2 text-sm hover:bg-ink/3">
              <Link to={paths.execution(execution.arn)} className="truncate font-semibold after:absolute after:inset-0">{nameOf(execution)}</Link>
              <Since at={execution.started_at} usualMs={usualMs} />
              <span className="col-span-2 truncate text-xs text-soft">{execution.current.join(', ') || execution.machine}</span>
            </li>
          ))}
        </ol>
      )}
      {executions && total !== null && total > executions.length ? (
        <Link to={paths.executions({ status: 'RUNNING', sort: 'oldest' })} className="block border-t border-line/70 px-5 py-3 text-sm font-semibold text-river underline-offset-2 hover:underline">
          {t('overview-see-all', { n: total })}
        </Link>
      ) : null}
    </Panel>
  )
}

function Since({ at, usualMs }: { at: string; usualMs: number | null }) {
  const now = useNow()
  const lasts = Math.max(0, Math.floor((now - Date.parse(at)) / 1_000) * 1_000)
  return <span className={classNames('tabular', usualMs !== null && lasts > usualMs ? 'font-semibold text-sun' : 'text-soft')}>{formatDuration(lasts)}</span>
}
