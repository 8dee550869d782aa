import { type KeyboardEvent, type PointerEvent, useState } from 'react'

import { formatNumber } from '../format/format.ts'
import { classNames } from './class_names.ts'
import { type Tone, toneText } from './badge.tsx'

export type ChartLine = { id: string; label: string; tone: Tone; values: readonly number[]; dashed?: boolean }

type LinesChartProps = {
  /** What the chart shows, for those who listen; its values are in a table beside it. */
  label: string
  lines: readonly ChartLine[]
  /** What each step is called, below the chart and where it is pointed at. */
  steps: readonly string[]
  className?: string
}

const WIDTH = 1000
const HEIGHT = 220
const ROOM = 6

/** Lines over time. The pointer and the arrow keys read a step of them. */
export function LinesChart({ label, lines, steps, className }: LinesChartProps) {
  const [at, setAt] = useState<number | null>(null)
  const highest = niceCeiling(Math.max(1, ...lines.flatMap((line) => line.values)))
  const x = (index: number) => (index / Math.max(1, steps.length - 1)) * WIDTH
  const y = (value: number) => HEIGHT - ROOM - (value / highest) * (HEIGHT - 2 * ROOM)
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    setAt(Math.max(0, Math.min(steps.length - 1, Math.round(((event.clientX - box.left) / box.width) * (steps.length - 1)))))
  }
  const key = (event: KeyboardEvent) => {
    const to = { ArrowLeft: (at ?? steps.length) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: steps.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    setAt(Math.max(0, Math.min(steps.length - 1, to)))
  }
  return (
    <figure className={classNames('grid gap-2', className)}>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-2xs text-soft">
        <div aria-hidden className="tabular flex flex-col justify-between text-right">
          <span>{formatNumber(highest)}</span>
          <span>{formatNumber(highest / 2)}</span>
          <span>0</span>
        </div>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
          tabIndex={0}
          onPointerMove={point}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
          onKeyDown={key}
          className="h-52 w-full"
        >
          {[0, 0.5, 1].map((part) => <line key={part} x1={0} x2={WIDTH} y1={y(part * highest)} y2={y(part * highest)} vectorEffect="non-scaling-stroke" className="stroke-line" />)}
          {at === null ? null : <line x1={x(at)} x2={x(at)} y1={0} y2={HEIGHT} vectorEffect="non-scaling-stroke" className="stroke-edge" />}
          {lines.filter((line) => line.values.some((value) => value > 0)).map((line) => (
            <polyline
              key={line.id}
              points={line.values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
              fill="none"
              strokeWidth={2}
              strokeLinejoin="round"
              strokeDasharray={line.dashed ? '6 4' : undefined}
              vectorEffect="non-scaling-stroke"
              className={classNames('stroke-current', toneText[line.tone])}
            />
          ))}
        </svg>
        <span />
        <div aria-hidden className="tabular flex justify-between pt-1">
          <span>{steps[0]}</span>
          <span>{steps.at(-1)}</span>
        </div>
      </div>
      <figcaption aria-live="polite" className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-soft">
        {at === null ? null : <span className="tabular font-semibold text-ink">{steps[at]}</span>}
        {lines.map((line) => (
          <span key={line.id} className="inline-flex items-center gap-2">
            <svg aria-hidden width={18} height={4} className={toneText[line.tone]}>
              <line x1={0} x2={18} y1={2} y2={2} strokeWidth={3} strokeDasharray={line.dashed ? '5 3' : undefined} className="stroke-current" />
            </svg>
            {line.label}
            <span className="tabular font-semibold text-ink">{formatNumber(at === null ? line.values.reduce((sum, value) => sum + value, 0) : (line.values[at] ?? 0))}</span>
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

/** The next round number. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const times = [1, 2, 3, 4, 5, 6, 8, 10].find((one) => one * power >= value) ?? 10
  return times * power
}
