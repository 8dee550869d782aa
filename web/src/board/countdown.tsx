import { useNow } from '../format/clock.ts'
import { formatCountdown } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { leftOf, type Urgency, urgencyOf } from './deadline.ts'

const colours: Record<Urgency, string> = { calm: 'text-ink', soon: 'text-sun', near: 'text-chili', over: 'text-chili' }
const bars: Record<Urgency, string> = { calm: 'stroke-leaf', soon: 'stroke-sun', near: 'stroke-chili', over: 'stroke-chili' }

/** How long there is to answer, as a number that is read from afar and as a bar that empties. */
export function Countdown({ since, until }: { since: string; until: string }) {
  const t = useTexts()
  const now = useNow()
  const times = { since: Date.parse(since), until: Date.parse(until), now }
  const urgency = urgencyOf(times)
  return (
    <div className="grid justify-items-end gap-1">
      <span role="timer" aria-label={t('board-time-left')} className={classNames('tabular text-xl font-bold', colours[urgency], urgency === 'near' && 'animate-pulse-soft')}>
        {urgency === 'over' ? t('board-time-over') : formatCountdown(times.until - now)}
      </span>
      <svg aria-hidden viewBox="0 0 100 4" preserveAspectRatio="none" className="h-1 w-24 rounded-full bg-sunken">
        <line x1="0" y1="2" x2={100 * leftOf(times)} y2="2" strokeWidth="4" className={bars[urgency]} />
      </svg>
    </div>
  )
}
