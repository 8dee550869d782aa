import { useVirtualizer } from '@tanstack/react-virtual'
import { ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'

import { useNow } from '../format/clock.ts'
import { formatDuration } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { activityBars, ActivityLegend, activityWords } from '../history/activity.tsx'
import { StepName } from './steps_table.tsx'
import { type Step, type Steps, treeOrder } from '../history/steps.ts'

const ROW_HEIGHT = 36
const INDENT_REM = 1
const ZOOM_MAX = 64
/** Ticks of the axis are so far apart at least. */
const TICK_PX = 110
const NICE_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000, 2_592_000_000, 31_536_000_000]

type TimelineProps = { steps: Steps; selected: number | null; onSelect: (step: number) => void }

/** When each step worked, waited, was about to try again, or was idle. It grows only while something goes on. */
export function Timeline(props: TimelineProps) {
  const { ended } = props.steps
  return ended === null ? <GrowingTimeline {...props} /> : <TimelineUntil {...props} end={ended} />
}

function GrowingTimeline(props: TimelineProps) {
  return <TimelineUntil {...props} end={useNow()} />
}

function TimelineUntil({ steps, selected, onSelect, end }: TimelineProps & { end: number }) {
  const t = useTexts()
  const rows = useMemo(() => treeOrder(steps), [steps])
  const box = useRef<HTMLDivElement>(null)
  const [zoom, setZoom] = useState(1)
  const [width, setWidth] = useState(800)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(() => setWidth(element.clientWidth))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => ROW_HEIGHT, overscan: 12, scrollPaddingStart: ROW_HEIGHT })
  const index = rows.findIndex((row) => row.id === selected)
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index)
  }, [index, virtual])
  const from = steps.began ?? rows[0]?.entered ?? 0
  const until = Math.max(from + 1, end)
  const names = width < 640 ? 150 : 240
  const lane = Math.max(200, (width - names - 24) * zoom)
  const scale: Scale = { from, perMs: lane / (until - from), now: until }
  const changeZoom = (to: number) => {
    const next = Math.max(1, Math.min(ZOOM_MAX, to))
    const element = box.current
    setZoom(next)
    if (!element) return
    const middle = (element.scrollLeft + (width - names) / 2) * (next / zoom) - (width - names) / 2
    requestAnimationFrame(() => element.scrollTo({ left: middle }))
  }
  const key = (event: KeyboardEvent) => {
    const steer = { '+': () => changeZoom(zoom * 2), '=': () => changeZoom(zoom * 2), '-': () => changeZoom(zoom / 2), '0': () => changeZoom(1), ArrowDown: () => moveFocus(event, 1), ArrowUp: () => moveFocus(event, -1) }[event.key]
    if (!steer) return
    event.preventDefault()
    steer()
  }
  const moveFocus = (event: KeyboardEvent, by: number) => {
    const row = event.target instanceof Element ? Number(event.target.closest('[data-index]')?.getAttribute('data-index') ?? (by > 0 ? -1 : 1)) : 0
    const to = Math.max(0, Math.min(rows.length - 1, row + by))
    virtual.scrollToIndex(to)
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${to}"] button`)?.focus({ preventScroll: true }))
  }
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-card shadow-low">
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2">
        <ActivityLegend label={t('executions-legend')} />
        <div className="ml-auto flex">
          <IconButton size="small" label={t('flow-zoom-out')} disabled={zoom === 1} onClick={() => changeZoom(zoom / 2)}><ZoomOut aria-hidden size={16} /></IconButton>
          <IconButton size="small" label={t('flow-zoom-in')} disabled={zoom === ZOOM_MAX} onClick={() => changeZoom(zoom * 2)}><ZoomIn aria-hidden size={16} /></IconButton>
        </div>
      </div>
      <div ref={box} role="grid" tabIndex={0} aria-label={t('executions-view-timeline')} aria-rowcount={rows.length} onKeyDown={key} className="max-h-[calc(100dvh-17rem)] overflow-auto">
        <Axis scale={scale} names={names} lane={lane} length={until - from} />
        <div className="relative" style={{ height: virtual.getTotalSize(), width: names + lane + 24 }}>
          {virtual.getVirtualItems().map((item) => {
            const step = rows[item.index]
            return step ? (
              <div
                key={step.id}
                role="row"
                aria-rowindex={item.index + 1}
                aria-selected={step.id === selected}
                data-index={item.index}
                className={classNames('absolute inset-x-0 top-0 flex items-center border-b border-line/60 text-sm hover:bg-ink/3', step.id === selected && 'bg-river-wash')}
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <span role="gridcell" className={classNames('sticky left-0 z-[1] h-full shrink-0 content-center overflow-hidden border-r border-line px-3', step.id === selected ? 'bg-river-wash' : 'bg-card')} style={{ width: names }}>
                  <span className="relative block" style={{ paddingLeft: `${step.depth * INDENT_REM}rem` }}>
                    <StepName step={step} isSelected={step.id === selected} onSelect={onSelect} />
                  </span>
                </span>
                <Bars step={step} scale={scale} onSelect={onSelect} />
              </div>
            ) : null
          })}
        </div>
      </div>
    </div>
  )
}

type Scale = { from: number; perMs: number; now: number }

function Bars({ step, scale, onSelect }: { step: Step; scale: Scale; onSelect: (step: number) => void }) {
  const t = useTexts()
  const left = (at: number) => (at - scale.from) * scale.perMs
  const end = step.left ?? scale.now
  const isBox = step.type === 'Parallel' || step.type === 'Map'
  const told = step.spans.map((span) => `${activityWords(span.activity, t)} ${formatDuration((span.to ?? scale.now) - span.from)}`).join(', ')
  return (
    <span role="gridcell" aria-label={told || formatDuration(end - step.entered)} title={told} onClick={() => onSelect(step.id)} className="relative h-full flex-1 cursor-pointer">
      {step.spans.map((span) => (
        <span
          key={`${span.from} ${span.activity}`}
          aria-hidden
          className={classNames('absolute top-1/2 min-w-[3px] -translate-y-1/2 rounded-xs', isBox && span.activity === 'working' ? 'h-1.5 bg-edge/60' : 'h-4', !(isBox && span.activity === 'working') && activityBars[span.activity], (step.status === 'failed' || step.status === 'timed_out') && span === step.spans.at(-1) && 'outline-2 outline-chili')}
          style={{ left: left(span.from), width: Math.max(0, left(span.to ?? scale.now) - left(span.from)) }}
        />
      ))}
      {step.spans.length === 0 ? <span aria-hidden className={classNames('absolute top-1/2 h-4 w-[3px] -translate-y-1/2 rounded-xs', step.status === 'failed' ? 'bg-chili' : 'bg-leaf')} style={{ left: left(step.entered) }} /> : null}
      <span aria-hidden className="tabular absolute top-1/2 -translate-y-1/2 pl-2 text-2xs whitespace-nowrap text-soft" style={{ left: Math.max(left(end), left(step.entered) + 3) }}>
        {formatDuration(end - step.entered)}
      </span>
    </span>
  )
}

function Axis({ scale, names, lane, length }: { scale: Scale; names: number; lane: number; length: number }) {
  const gap = NICE_MS.find((ms) => ms * scale.perMs >= TICK_PX) ?? length
  const ticks = Array.from({ length: Math.floor(length / gap) + 1 }, (_, index) => index * gap)
  return (
    <div aria-hidden className="sticky top-0 z-[2] h-7 border-b border-line bg-card text-2xs text-soft" style={{ width: names + lane + 24 }}>
      {ticks.map((tick) => (
        <span key={tick} className="tabular absolute bottom-1 border-l border-line pl-1" style={{ left: names + tick * scale.perMs }}>
          {formatDuration(tick)}
        </span>
      ))}
    </div>
  )
}
