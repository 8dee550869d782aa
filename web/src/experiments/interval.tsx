import type { Schema } from '../api/client.ts'
import { classNames } from '../ui/class_names.ts'

const WIDTH = 180
const MIDDLE = WIDTH / 2
/** The ends of a drawing stay clear of its edges. */
const HALF = MIDDLE - 6

type IntervalProps = { estimate: Schema['EstimateView']; /** How far it reaches on both sides of no difference. */ reach: number; isSure: boolean }

/** An interval of a difference, drawn; the words stand beside it. */
export function Interval({ estimate, reach, isSure }: IntervalProps) {
  const x = (share: number) => MIDDLE + (share / reach) * HALF
  const colour = isSure ? 'fill-leaf' : 'fill-edge'
  return (
    <svg aria-hidden viewBox={`0 0 ${WIDTH} 20`} className="w-44 shrink-0">
      <line x1="2" x2={WIDTH - 2} y1="10" y2="10" className="stroke-line" strokeWidth="2" />
      <line x1={MIDDLE} x2={MIDDLE} y1="1" y2="19" className="stroke-edge" />
      <rect x={x(estimate.low)} y="6" width={Math.max(x(estimate.high) - x(estimate.low), 1)} height="8" rx="4" className={classNames(colour, 'opacity-40')} />
      <circle cx={x(estimate.value)} cy="10" r="4" className={colour} />
    </svg>
  )
}
