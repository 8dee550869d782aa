import type { FunctionActivity } from '../api/function_activity.ts'
import { formatTime } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'

const WIDTH = 800
const HEIGHT = 180

/** The points of a stepped area from `floor` up to `top`, in the units of the graph. */
export function steppedArea(floor: readonly number[], top: readonly number[], highest: number): string {
  const step = WIDTH / Math.max(top.length, 1)
  const y = (value: number) => (HEIGHT - (value / highest) * HEIGHT).toFixed(1)
  const along = (values: readonly number[]) => values.map((value, index) => [`${(index * step).toFixed(1)},${y(value)}`, `${((index + 1) * step).toFixed(1)},${y(value)}`])
  return [...along(top).flat(), ...along(floor).flat().reverse()].join(' ')
}

/** Processes over time: those at work, and above them those that wait. */
export function ConcurrencyGraph({ series, limit }: { series: FunctionActivity['series']; limit: number | null }) {
  const t = useTexts()
  const { at, running } = series
  const total = running.map((value, index) => value + (series.idle[index] ?? 0))
  const most = Math.max(1, ...total)
  const highest = Math.ceil(most * 1.15)
  const busiest = Math.max(0, ...running)
  const nothing = running.map(() => 0)
  if (at.length === 0) return <p className="py-10 text-center text-soft">{t('functions-no-activity')}</p>
  return (
    <figure className="grid gap-2">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-2xs text-soft">
        <div aria-hidden className="tabular flex flex-col justify-between text-right">
          <span>{highest}</span>
          <span>0</span>
        </div>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t('functions-graph-words', { busiest, most, now: running.at(-1) ?? 0 })} className="h-44 w-full rounded-sm bg-sunken">
          <polygon points={steppedArea(running, total, highest)} className="fill-river/25" />
          <polygon points={steppedArea(nothing, running, highest)} className="fill-river" />
          {limit !== null && limit <= highest ? <line x1={0} x2={WIDTH} y1={HEIGHT - (limit / highest) * HEIGHT} y2={HEIGHT - (limit / highest) * HEIGHT} strokeDasharray="6 6" vectorEffect="non-scaling-stroke" className="stroke-chili" /> : null}
        </svg>
        <span />
        <div aria-hidden className="tabular flex justify-between">
          <span>{formatTime(at[0] ?? 0)}</span>
          <span>{formatTime(at.at(-1) ?? 0)}</span>
        </div>
      </div>
      <figcaption className="flex flex-wrap gap-4 text-sm text-soft">
        <span className="inline-flex items-center gap-2"><span aria-hidden className="size-3 rounded-xs bg-river" />{t('functions-legend-running')}</span>
        <span className="inline-flex items-center gap-2"><span aria-hidden className="size-3 rounded-xs bg-river/25" />{t('functions-legend-idle')}</span>
      </figcaption>
    </figure>
  )
}
