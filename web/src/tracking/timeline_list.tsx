import { formatTime } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Panel } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import type { Entry } from './followed.ts'
import { anchorOf, type Look, rowsOf } from './timeline.ts'

const dots: Record<Look, string> = { plain: 'bg-edge', good: 'bg-leaf', late: 'bg-sun', bad: 'bg-chili' }

/** What happened. Each sentence has the address of the event that it is made of. */
export function TimelineList({ timeline, timeZone }: { timeline: readonly Entry[]; timeZone: string | undefined }) {
  const t = useTexts()
  const rows = rowsOf(timeline)
  return (
    <Panel title={t('tracking-happened')}>
      <ol>
        {rows.map(({ entry, look, isLatest }) => (
          <li key={entry.number} id={anchorOf(entry)} className="group relative flex gap-3 rounded-md target:bg-sun-wash target:ring-6 target:ring-sun-wash">
            <time dateTime={entry.at} className="tabular w-11 shrink-0 pt-px text-sm text-soft">{formatTime(entry.at, timeZone)}</time>
            <span aria-hidden className="relative grid w-3.5 shrink-0 justify-center">
              <span className="absolute top-2 -bottom-2 w-px bg-edge/50 group-last:hidden" />
              <span className={classNames('relative mt-1.5 size-2.5 rounded-full', dots[look], isLatest && 'ring-4 ring-current/15 size-3', isLatest && toneOf[look])} />
            </span>
            <a href={`#${anchorOf(entry)}`} className={classNames('min-w-0 flex-1 pb-4 break-words group-last:pb-0 hover:underline', isLatest && 'font-semibold')}>
              {entry.text}
              <span className="sr-only"> ({t('tracking-event', { number: entry.number })})</span>
            </a>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

const toneOf: Record<Look, string> = { plain: 'text-edge', good: 'text-leaf', late: 'text-sun', bad: 'text-chili' }
