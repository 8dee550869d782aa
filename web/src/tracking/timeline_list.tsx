import { useState, useSyncExternalStore } from 'react'

import { formatTime } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import type { Entry } from './followed.ts'
import { anchorOf, type Look, rowsOf } from './timeline.ts'

const dots: Record<Look, string> = { plain: 'bg-edge', good: 'bg-leaf', late: 'bg-sun', bad: 'bg-chili' }

const toneOf: Record<Look, string> = { plain: 'text-edge', good: 'text-leaf', late: 'text-sun', bad: 'text-chili' }

/** The rest is a touch away. */
const SHOWN_AT_FIRST = 7

/** What happened. Each sentence has the address of the event that it is made of. */
export function TimelineList({ timeline, timeZone }: { timeline: readonly Entry[]; timeZone: string | undefined }) {
  const t = useTexts()
  const [isWhole, setIsWhole] = useState(false)
  const hash = useHash()
  const rows = rowsOf(timeline)
  const isAskedFor = rows.slice(SHOWN_AT_FIRST).some(({ entry }) => hash === `#${anchorOf(entry)}`)
  const shown = isWhole || isAskedFor ? rows : rows.slice(0, SHOWN_AT_FIRST)
  const earlier = rows.length - shown.length
  return (
    <Panel title={t('tracking-happened')}>
      <ol>
        {shown.map(({ entry, look, isLatest }) => {
          const isAsked = hash === `#${anchorOf(entry)}`
          return (
            <li
              key={entry.number}
              id={anchorOf(entry)}
              // It was not there yet when the browser looked for it.
              ref={isAsked ? bringIntoView : undefined}
              className={classNames('group relative flex gap-3 rounded-md', isAsked && 'bg-sun-wash ring-6 ring-sun-wash')}
            >
              <time dateTime={entry.at} className="tabular w-11 shrink-0 pt-px text-sm text-soft">{formatTime(entry.at, timeZone)}</time>
              <span aria-hidden className="relative grid w-3.5 shrink-0 justify-center">
                <span className="absolute top-2 -bottom-2 left-1/2 w-px -translate-x-1/2 bg-edge/50 group-last:hidden" />
                <span className={classNames('relative mt-1.5 size-2.5 rounded-full', dots[look], isLatest && 'ring-4 ring-current/15 size-3', isLatest && toneOf[look])} />
              </span>
              <a href={`#${anchorOf(entry)}`} className={classNames('min-h-6 min-w-0 flex-1 pb-4 break-words group-last:pb-0 hover:underline', isLatest && 'font-semibold')}>
                {entry.text}
                <span className="sr-only"> ({t('tracking-event', { number: entry.number })})</span>
              </a>
            </li>
          )
        })}
      </ol>
      {earlier > 0 ? (
        <Button size="small" kind="quiet" className="mt-2 -ml-3" onClick={() => setIsWhole(true)}>{t('tracking-show-more', { n: earlier })}</Button>
      ) : null}
    </Panel>
  )
}

function bringIntoView(element: HTMLElement | null) {
  element?.scrollIntoView({ block: 'center' })
}

/** An address may name an event that is not shown yet. */
function useHash(): string {
  return useSyncExternalStore(listenToHash, () => location.hash)
}

function listenToHash(tell: () => void): () => void {
  addEventListener('hashchange', tell)
  return () => removeEventListener('hashchange', tell)
}
