import { X } from 'lucide-react'

import { formatTime } from '../format/format.ts'
import { TownMap } from '../map/town_map.tsx'
import type { CourierMark, HomeMark } from '../map/marks.tsx'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { buttonClass, IconButton } from '../ui/button.tsx'
import type { DemoOrder, DemoState } from '../api/demo.ts'
import { isOver, statusTone, statusWords } from './words.ts'

const dutyOf = (state: string): CourierMark['duty'] => (state === 'BUSY' ? 'busy' : state === 'FREE' ? 'free' : 'off')

type TownViewProps = { state: DemoState; chosen: DemoOrder | undefined; onChoose: (order: string | null) => void }

/** The town while it lives: its orders as houses, its couriers on their way. */
export function TownView({ state, chosen, onChoose }: TownViewProps) {
  const t = useTexts()
  const homes: HomeMark[] = state.orders
    .filter((order) => !isOver(order))
    .map((order) => ({
      id: order.id,
      at: order.point,
      tone: statusTone(order.status),
      tag: `#${order.number}`,
      isChosen: order.id === chosen?.id,
      onChoose: () => onChoose(order.id),
    }))
  const couriers: CourierMark[] = state.couriers.map((courier) => ({
    id: courier.id,
    name: courier.name,
    at: courier.point,
    heading: courier.heading,
    seenAt: courier.seen_at,
    duty: dutyOf(courier.state),
    isChosen: chosen !== undefined && courier.order === chosen.number,
  }))
  const brings = chosen && state.couriers.find((courier) => courier.order === chosen.number)
  const way = chosen && !isOver(chosen) ? { from: state.store.point, courier: chosen.status === 'ON_THE_WAY' ? brings?.id : undefined, to: chosen.point } : undefined
  return (
    <div className="relative h-full overflow-hidden rounded-lg border border-line shadow-low">
      <TownMap label={t('demo-map')} store={state.store.point} homes={homes} couriers={couriers} way={way} className="h-full min-h-88" />
      {chosen ? <Chosen order={chosen} zone={state.store.time_zone ?? undefined} onClose={() => onChoose(null)} /> : null}
    </div>
  )
}

function Chosen({ order, zone, onClose }: { order: DemoOrder; zone: string | undefined; onClose: () => void }) {
  const t = useTexts()
  return (
    <section aria-label={t('demo-order', { number: order.number })} className="absolute top-3 left-3 grid max-w-[min(20rem,calc(100%-4.5rem))] animate-rise gap-2 rounded-lg border border-line bg-card p-4 shadow-mid">
      <header className="flex items-start gap-2">
        <h3 className="flex-1 text-lg">{`#${order.number} · ${order.customer}`}</h3>
        <IconButton label={t('close')} size="small" onClick={onClose} className="-mt-1 -mr-2">
          <X aria-hidden size={17} />
        </IconButton>
      </header>
      <p>
        <Badge tone={statusTone(order.status)}>{statusWords(order.status, t)}</Badge>
      </p>
      <p className="text-sm text-soft">
        {order.address}
        {isOver(order) ? '' : ` · ${t('demo-arrives', { from: formatTime(order.window.from, zone), to: formatTime(order.window.to, zone) })}`}
      </p>
      <p className="flex flex-wrap gap-2">
        <a href={order.tracking_link} className={buttonClass('primary', 'small')}>{t('demo-follow')}</a>
        <a href={paths.executions({ q: `${order.number}` })} target="_blank" rel="noopener" className={buttonClass('secondary', 'small')}>{t('demo-execution')}</a>
      </p>
    </section>
  )
}
