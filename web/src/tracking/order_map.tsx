import { useNow } from '../format/clock.ts'
import { formatAgo, formatDistance } from '../format/format.ts'
import { lengthOf, type Point } from '../map/plane.ts'
import { isUnseen, THERE_METRES } from '../map/ride.ts'
import { streetsOf } from '../map/streets.ts'
import { useTown } from '../map/town.ts'
import { TownMap } from '../map/town_map.tsx'
import { useTexts } from '../texts/texts.tsx'
import type { Courier, Followed } from './followed.ts'

/** Where an order is in the town, and the same in a sentence. */
export function OrderMap({ order, className }: { order: Followed; className?: string }) {
  const t = useTexts()
  const { storePoint: store, home, courier } = order
  const seen = courier?.seen ?? null
  const focus = [...(seen ? [seen.at] : []), ...(home ? [home] : []), ...(store && !(seen && home) ? [store] : [])]
  return (
    <section aria-labelledby="map-heading" className="overflow-hidden rounded-lg border border-line bg-card shadow-low">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 px-5 py-3.5">
        <h2 id="map-heading" className="text-lg">{t('tracking-where')}</h2>
        {courier?.seen ? <CourierPlace courier={courier} seenAt={courier.seen.at} home={home} /> : <p className="text-sm text-soft">{t('tracking-map-before')}</p>}
      </header>
      <TownMap
        label={t('tracking-map')}
        className={className}
        focus={focus}
        {...(store ? { store } : {})}
        {...(home ? { homes: [{ id: 'home', at: home, tag: t('tracking-map-home') }] } : {})}
        {...(courier && seen ? { couriers: [{ id: courier.id, name: courier.name, duty: 'busy', isChosen: false, ...seen }] } : {})}
        {...(store && seen ? { way: { from: store, ...(courier ? { courier: courier.id } : {}), ...(home ? { to: home } : {}) } } : {})}
      />
    </section>
  )
}

function CourierPlace({ courier, seenAt, home }: { courier: Courier; seenAt: Point; home: Point | null }) {
  const t = useTexts()
  const now = useNow()
  const town = useTown()
  if (!courier.seen) return null
  const streets = town ? streetsOf(town) : null
  const street = streets?.nearest(seenAt)?.edge.name
  const metres = streets && home ? lengthOf(streets.way(seenAt, home)) : 0
  const distance = metres > THERE_METRES ? formatDistance(metres) : null
  const ago = formatAgo(courier.seen.seenAt, now)
  const place = !street
    ? courier.name
    : distance
      ? t('tracking-courier-distance', { courier: courier.name, street, distance })
      : t('tracking-courier-street', { courier: courier.name, street })
  return (
    <p className="text-sm">
      {place} <span className="text-soft">· {isUnseen(courier.seen.seenAt, now) ? t('tracking-last-seen', { ago }) : t('tracking-seen', { ago })}</span>
    </p>
  )
}
