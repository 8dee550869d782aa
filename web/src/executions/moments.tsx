import { useNow } from '../format/clock.ts'
import { formatAgo, formatDuration, formatExactTime, formatMoment } from '../format/format.ts'

/** When something was, as it is read in a list; the exact time is one hover away. */
export function Moment({ at, exact = false }: { at: string; exact?: boolean }) {
  return (
    <time dateTime={at} title={`${formatMoment(at)} · ${formatExactTime(at)}`} className="tabular whitespace-nowrap">
      {exact ? formatMoment(at) : <Ago at={at} />}
    </time>
  )
}

function Ago({ at }: { at: string }) {
  const now = useNow()
  return formatAgo(at, now)
}

/** How long something takes, and still does when it has no end. */
export function Lasting({ from, to }: { from: string | number; to: string | number | null }) {
  return (
    <span className="tabular whitespace-nowrap">
      {to === null ? <SoFar from={new Date(from).getTime()} /> : formatDuration(new Date(to).getTime() - new Date(from).getTime())}
    </span>
  )
}

function SoFar({ from }: { from: number }) {
  const now = useNow()
  return formatDuration(Math.max(0, Math.floor((now - from) / 1_000) * 1_000))
}
