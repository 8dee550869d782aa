import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { useMedia } from '../ui/media.ts'
import { Skeleton } from '../ui/states.tsx'
import type { BulkAction } from './bulk.ts'
import type { Execution } from '../api/execution.ts'
import { columns, ExecutionRow, type RowDeeds } from './execution_row.tsx'

const ROW_HEIGHT = 40
const CARD_HEIGHT = 92
/** So many rows beyond the window are drawn before they come into view. */
const OVERSCAN = 12
/** The next page is asked for when the end is so many rows away. */
const AHEAD = 40

type ListProps = {
  rows: readonly Execution[]
  total: number
  hasMore: boolean
  chosen: ReadonlyMap<string, Execution>
  isExact: boolean
  onExact: (isExact: boolean) => void
  onEnd: () => void
  onToggle: (index: number, range: boolean) => void
  onAct: (action: BulkAction, execution: Execution) => void
}

/** The rows of the list: only those in view are in the page, however many there are. */
export function ExecutionsList({ rows, total, hasMore, chosen, isExact, onExact, onEnd, onToggle, onAct }: ListProps) {
  const t = useTexts()
  const isWide = useMedia('(min-width: 64rem)')
  const list = useRef<HTMLDivElement>(null)
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => setMargin(list.current ? list.current.getBoundingClientRect().top + scrollY : 0), [])
  const height = isWide ? ROW_HEIGHT : CARD_HEIGHT
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => height, overscan: OVERSCAN, scrollMargin: margin, scrollPaddingStart: 160, scrollPaddingEnd: 120 })
  useLayoutEffect(() => virtual.measure(), [virtual, height])
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0

  const isNearEnd = hasMore && last >= rows.length - AHEAD
  const end = useEffectEvent(onEnd)
  useEffect(() => {
    if (isNearEnd) end()
  }, [isNearEnd, rows.length])

  const active = useRef(-1)
  const latest = useRef({ onToggle, onAct })
  useLayoutEffect(() => {
    latest.current = { onToggle, onAct }
  })
  const deeds = useMemo<RowDeeds>(
    () => ({
      toggle: (index, range) => latest.current.onToggle(index, range),
      act: (action, execution) => latest.current.onAct(action, execution),
      focus: (index) => {
        active.current = index
      },
    }),
    [],
  )

  const go = (index: number) => {
    const to = Math.max(0, Math.min(index, rows.length - 1))
    active.current = to
    virtual.scrollToIndex(to)
    // The row is there once what the scrolling brings has been drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-row="${to}"]`)?.focus({ preventScroll: true })))
  }
  const key = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event)) return
    if (event.key === 'j') go(active.current + 1)
    else if (event.key === 'k') go(active.current - 1)
    else if (event.key.toLowerCase() === 'x' && active.current >= 0) onToggle(active.current, event.shiftKey)
    else return
    event.preventDefault()
  })
  useEffect(() => {
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [])

  const head = 'text-left text-xs font-semibold text-soft'
  return (
    <div role="grid" aria-label={t('executions-title')} aria-rowcount={total + 1} aria-multiselectable="true" className="rounded-lg border border-line bg-card shadow-low">
      <div role="rowgroup" className={classNames('sticky top-14 z-[5] rounded-t-lg border-b border-line bg-card', !isWide && 'sr-only')}>
        <div role="row" aria-rowindex={1} className={classNames('h-10 px-2', columns)}>
          <span role="columnheader"><span className="sr-only">{t('executions-column-chosen')}</span></span>
          <span role="columnheader" className={head}>{t('executions-column-status')}</span>
          <span role="columnheader" className={head}>{t('executions-column-execution')}</span>
          <span role="columnheader" className={head}>{t('executions-column-machine')}</span>
          <span role="columnheader" className={head}>{t('executions-column-where')}</span>
          <span role="columnheader" className={head}>
            <button type="button" onClick={() => onExact(!isExact)} title={isExact ? t('executions-time-relative') : t('executions-time-exact')} className="font-semibold underline decoration-dotted underline-offset-4 hover:text-ink">
              {t('executions-column-started')}
            </button>
          </span>
          <span role="columnheader" className={head}>{t('executions-column-duration')}</span>
          <span role="columnheader"><span className="sr-only">{t('executions-column-actions')}</span></span>
        </div>
      </div>
      <div ref={list} role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const execution = rows[item.index]
          if (!execution) return null
          return (
            <div key={execution.arn} role="presentation" className="absolute inset-x-0 top-0" style={{ height: item.size, transform: `translateY(${item.start - margin}px)` }}>
              <ExecutionRow execution={execution} index={item.index} isChosen={chosen.has(execution.arn)} isExact={isExact} isWide={isWide} deeds={deeds} />
            </div>
          )
        })}
      </div>
      {hasMore ? (
        <div aria-hidden className="grid gap-2 p-3">
          <Skeleton className="h-7" />
        </div>
      ) : null}
    </div>
  )
}

/** Whether a key is meant for a field, an editor or a dialog rather than for the page. */
function isWriting(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0]
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ? !(target instanceof HTMLInputElement && target.type === 'checkbox') : target.closest('dialog, [role=menu]') !== null
}

export function ListLoading() {
  return (
    <div className="grid gap-px overflow-hidden rounded-lg border border-line bg-card p-3">
      {Array.from({ length: 10 }, (_, index) => (
        <div key={index} className="flex h-11 items-center gap-4">
          <Skeleton className="size-5" />
          <Skeleton className="h-5 w-28 rounded-full" />
          <Skeleton className="h-4 max-w-60 flex-1" />
          <Skeleton className="hidden h-4 w-24 sm:block" />
          <Skeleton className="ml-auto h-4 w-20" />
        </div>
      ))}
    </div>
  )
}
