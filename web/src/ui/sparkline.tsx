import { classNames } from './class_names.ts'
import { type Tone, toneText } from './badge.tsx'

const WIDTH = 120
const HEIGHT = 32

/** How a number went lately, beside the number: it says nothing that the number's words do not. */
export function Sparkline({ values, tone = 'neutral', className }: { values: readonly number[]; tone?: Tone; className?: string }) {
  const most = Math.max(1, ...values)
  const step = WIDTH / Math.max(1, values.length - 1)
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`)
  if (values.length < 2) return null
  return (
    <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={classNames('h-8 w-full overflow-visible', toneText[tone], className)}>
      <polygon points={`0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`} className="fill-current opacity-12" />
      <polyline points={points.join(' ')} fill="none" strokeWidth={1.75} strokeLinejoin="round" vectorEffect="non-scaling-stroke" className="stroke-current" />
    </svg>
  )
}
