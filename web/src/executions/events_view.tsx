import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { CornerLeftUp, Filter, ListFilter, Search } from 'lucide-react'
import { memo, useDeferredValue, useEffect, useId, useMemo, useRef } from 'react'

import { answerOf, api } from '../api/client.ts'
import { formatBytes, formatDuration, formatExactTime, formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { TextField } from '../ui/field.tsx'
import { Empty } from '../ui/states.tsx'
import { eventsFilterOf, filterEvents, isFailure, matcherOf } from './events_filter.ts'
import type { HistoryEvent } from '../api/execution.ts'
import { useSearchParams } from './search_params.ts'
import type { Steps } from '../history/steps.ts'

const ROW_HEIGHT = 34
const columns = 'grid min-w-[50rem] grid-cols-[4.5rem_7.5rem_5.5rem_minmax(13rem,1.2fr)_minmax(9rem,1fr)_minmax(9rem,1.4fr)_4.5rem_4rem] items-center px-4'
const nothingFound: ReadonlySet<number> = new Set()

type EventsViewProps = { arn: string; events: readonly HistoryEvent[]; steps: Steps; selected: number | null; onSelect: (event: number) => void }

/** The history as it is written. */
export function EventsView({ arn, events, steps, selected, onSelect }: EventsViewProps) {
  const t = useTexts()
  const [search, change] = useSearchParams()
  const { only, types, hide, find } = search
  const filter = useMemo(() => eventsFilterOf({ only, types, hide, find }), [only, types, hide, find])
  const sought = useDeferredValue(filter.find.trim())
  const inPayloads = useQuery({
    queryKey: ['history-search', arn, sought, events.length],
    queryFn: ({ signal }) => answerOf(api.GET('/api/console/executions/{execution}/history/search', { params: { path: { execution: arn }, query: { q: sought } }, signal })),
    enabled: sought.length > 1 && matcherOf(sought) !== null,
    placeholderData: (before) => before,
  })
  const found = useMemo(() => (sought.length > 1 && inPayloads.data ? new Set(inPayloads.data.ids) : nothingFound), [sought, inPayloads.data])
  const rows = useMemo(() => filterEvents(events, filter, (event) => steps.ofEvent.get(event.id)?.state ?? event.state ?? '', found), [events, filter, steps, found])
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => ROW_HEIGHT, overscan: 8, scrollPaddingStart: ROW_HEIGHT })
  const index = rows.findIndex((row) => row.id === selected)
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' })
  }, [index, virtual])
  const begun = steps.began ?? 0
  const select = useRef(onSelect)
  useEffect(() => {
    select.current = onSelect
  })
  const onRow = useMemo(() => (id: number) => select.current(id), [])
  const head = 'text-left text-xs font-semibold text-soft'
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <TextField
          type="search"
          hiddenLabel
          label={t('executions-events-find')}
          placeholder={t('executions-events-find')}
          before={<Search aria-hidden size={16} />}
          value={filter.find}
          error={matcherOf(filter.find) === null ? t('executions-events-not-regexp') : null}
          onChange={(event) => change({ find: event.target.value })}
          className="min-w-56 flex-1"
        />
        <Button aria-pressed={filter.onlyFailed} onClick={() => change({ only: filter.onlyFailed ? '' : 'failed' })} icon={<Filter aria-hidden size={15} />} className={classNames('h-11', filter.onlyFailed && 'border-chili text-chili')}>
          {t('executions-events-failed-only')}
        </Button>
        <TypesFilter events={events} hidden={filter.hidden} types={filter.types} onChange={change} />
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const id = Number(new FormData(event.currentTarget).get('id'))
            if (events.some((one) => one.id === id)) onSelect(id)
          }}
        >
          <TextField hiddenLabel label={t('executions-events-jump')} placeholder={t('executions-events-jump')} name="id" inputMode="numeric" className="w-28" />
        </form>
      </div>
      <p className="tabular text-sm text-soft" aria-live="polite">
        {rows.length === events.length ? t('executions-events-all', { n: events.length, shown: formatNumber(events.length) }) : t('executions-events-some', { n: formatNumber(rows.length), all: formatNumber(events.length) })}
      </p>
      <div ref={box} role="grid" tabIndex={0} aria-label={t('executions-view-events')} aria-rowcount={rows.length + 1} className="max-h-[calc(100dvh-18rem)] min-h-60 overflow-auto rounded-lg border border-line bg-card shadow-low">
        <div role="rowgroup" className="sticky top-0 z-[1] border-b border-line bg-card">
          <div role="row" aria-rowindex={1} className={classNames('h-9', columns)}>
            <span role="columnheader" className={head}>{t('executions-column-id')}</span>
            <span role="columnheader" className={head}>{t('executions-column-time')}</span>
            <span role="columnheader" className={head}>{t('executions-column-since')}</span>
            <span role="columnheader" className={head}>{t('executions-column-event')}</span>
            <span role="columnheader" className={head}>{t('executions-column-state')}</span>
            <span role="columnheader" className={head}>{t('executions-column-detail')}</span>
            <span role="columnheader" className={head}>{t('executions-column-size')}</span>
            <span role="columnheader" className={head}>{t('executions-column-previous')}</span>
          </div>
        </div>
        {rows.length === 0 ? <Empty title={t('executions-events-none')} action={<Button onClick={() => change({ only: '', types: '', hide: '', find: '' })}>{t('executions-events-show-all')}</Button>} /> : null}
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const event = rows[item.index]
            return event ? (
              <div key={event.id} role="presentation" className="absolute inset-x-0 top-0" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
                <EventRow event={event} index={item.index} state={steps.ofEvent.get(event.id)?.state ?? event.state ?? ''} begun={begun} isSelected={event.id === selected} onSelect={onRow} />
              </div>
            ) : null
          })}
        </div>
      </div>
    </div>
  )
}

type EventRowProps = { event: HistoryEvent; index: number; state: string; begun: number; isSelected: boolean; onSelect: (event: number) => void }

const EventRow = memo(function EventRow({ event, index, state, begun, isSelected, onSelect }: EventRowProps) {
  const t = useTexts()
  const isBad = isFailure(event)
  return (
    <div role="row" aria-rowindex={index + 2} aria-selected={isSelected} className={classNames('relative h-full border-b border-line/60 text-sm hover:bg-ink/3', columns, isSelected ? 'bg-river-wash' : isBad && 'bg-chili-wash/50')}>
      <span role="gridcell" className="tabular text-soft">{event.id}</span>
      <span role="gridcell" className="tabular text-soft">{formatExactTime(event.at)}</span>
      <span role="gridcell" className="tabular text-soft">+{formatDuration(Date.parse(event.at) - begun)}</span>
      <span role="gridcell" className="min-w-0">
        <button
          type="button"
          onClick={() => onSelect(event.id)}
          className={classNames('block max-w-full truncate text-left font-semibold after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:-outline-offset-3 focus-visible:after:outline-river', isBad && 'text-chili')}
        >
          {event.type}
        </button>
      </span>
      <span role="gridcell" className="truncate pr-3">{state}{event.iteration == null ? '' : ` [${event.iteration}]`}</span>
      <span role="gridcell" className={classNames('truncate pr-3', event.error ? 'text-chili' : 'text-soft')} title={event.cause ?? undefined}>{event.error ?? event.resource ?? ''}</span>
      <span role="gridcell" className="tabular text-soft">{event.bytes > 0 ? formatBytes(event.bytes) : ''}</span>
      <span role="gridcell" className="relative z-[1]">
        {event.previous > 0 ? (
          <button type="button" aria-label={t('executions-event-previous', { id: event.previous })} onClick={() => onSelect(event.previous)} className="tabular inline-flex items-center gap-1 rounded-xs px-1 text-soft hover:text-river">
            <CornerLeftUp aria-hidden size={12} />
            {event.previous}
          </button>
        ) : null}
      </span>
    </div>
  )
})

type TypesFilterProps = { events: readonly HistoryEvent[]; hidden: ReadonlySet<string>; types: ReadonlySet<string>; onChange: (patch: Record<string, string>) => void }

/** Which types of events are shown: some alone, or all but some. */
function TypesFilter({ events, hidden, types, onChange }: TypesFilterProps) {
  const t = useTexts()
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const counts = useMemo(() => {
    const found = new Map<string, number>()
    for (const event of events) found.set(event.type, (found.get(event.type) ?? 0) + 1)
    return [...found].sort(([one], [other]) => one.localeCompare(other))
  }, [events])
  const place = () => {
    const at = button.current?.getBoundingClientRect()
    if (!at || !panel.current) return
    panel.current.style.left = `${Math.max(8, Math.min(at.right - panel.current.offsetWidth, innerWidth - panel.current.offsetWidth - 8))}px`
    panel.current.style.top = `${at.bottom + 4}px`
  }
  const toggle = (type: string) => {
    const next = new Set(hidden)
    if (!next.delete(type)) next.add(type)
    onChange({ hide: [...next].join(','), types: '' })
  }
  const active = hidden.size + types.size
  return (
    <>
      <button ref={button} type="button" popoverTarget={id} className={classNames(buttonClass('secondary'), 'h-11')}>
        <ListFilter aria-hidden size={15} />
        {t('executions-events-types')}
        {active > 0 ? <span className="tabular rounded-full bg-clay px-1.5 text-2xs text-on-clay">{active}</span> : null}
      </button>
      <div ref={panel} id={id} popover="auto" onToggle={(event) => event.newState === 'open' && place()} className="fixed m-0 max-h-[60vh] w-80 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-md border border-line bg-raised p-2 text-ink shadow-high">
        <ul>
          {counts.map(([type, count]) => {
            const isShown = types.size > 0 ? types.has(type) : !hidden.has(type)
            return (
              <li key={type} className="flex items-center gap-2 rounded-sm px-2 hover:bg-ink/5">
                <label className="flex min-h-9 min-w-0 flex-1 items-center gap-2.5 text-sm">
                  <input type="checkbox" checked={isShown} onChange={() => toggle(type)} className="size-4.5 shrink-0 accent-clay" />
                  <span className="truncate">{type}</span>
                  <span className="tabular ml-auto text-xs text-soft">{formatNumber(count)}</span>
                </label>
                <button type="button" onClick={() => onChange({ types: type, hide: '' })} className="rounded-xs px-1.5 py-1 text-xs font-semibold text-river hover:bg-river-wash">{t('executions-events-only')}</button>
              </li>
            )
          })}
        </ul>
        <Button size="small" kind="quiet" onClick={() => onChange({ types: '', hide: '' })} className="mt-1 w-full">{t('executions-events-show-all')}</Button>
      </div>
    </>
  )
}
