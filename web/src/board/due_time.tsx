import { CalendarClock, Clock, TriangleAlert } from 'lucide-react'

import { useNow } from '../format/clock.ts'
import { formatTime } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import type { BoardOrder } from './stage.ts'
import { useStore } from './store.ts'

const MINUTE_MS = 60_000

/** When an order is expected, and by how much that is missed. */
export function DueTime({ order }: { order: BoardOrder }) {
  const t = useTexts()
  const now = useNow()
  const zone = useStore().time_zone ?? undefined
  const promised = Date.parse(order.promised.to)
  const late = Math.floor((Math.max(now, Date.parse(order.window.to)) - promised) / MINUTE_MS)
  if (late >= 1) {
    return (
      <Badge tone="bad" icon={<TriangleAlert aria-hidden size={13} />}>
        {t('board-late', { n: late })}
      </Badge>
    )
  }
  if (order.slot) {
    return (
      <Badge tone="special" icon={<CalendarClock aria-hidden size={13} />}>
        {t('board-slot', { from: formatTime(order.slot.from, zone), to: formatTime(order.slot.to, zone) })}
      </Badge>
    )
  }
  return (
    <Badge icon={<Clock aria-hidden size={13} />}>
      {t('board-due', { at: formatTime(order.window.to, zone) })}
    </Badge>
  )
}
