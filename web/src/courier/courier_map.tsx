import { useNow } from '../format/clock.ts'
import { formatAgo, formatDistance } from '../format/format.ts'
import type { CourierMark } from '../map/marks.tsx'
import { lengthOf, type Point } from '../map/plane.ts'
import { THERE_METRES } from '../map/ride.ts'
import { streetsOf } from '../map/streets.ts'
import { useTown } from '../map/town.ts'
import { TownMap } from '../map/town_map.tsx'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { Spinner } from '../ui/spinner.tsx'
import { type Courier, destination, type Job, nextStep } from './job.ts'

const duties: Record<Courier['state'], CourierMark['duty']> = { BUSY: 'busy', FREE: 'free', OFF: 'off' }

type CourierMapProps = { job: Job | null; store: Point | null; me: Courier | null; name: string; isMoving: boolean; onMove: (to: Point) => void }

/** The way from where the courier is to where they go. The town is made up, so it has no satellites: a tap says where one is. */
export function CourierMap({ job, store, me, name, isMoving, onMove }: CourierMapProps) {
  const t = useTexts()
  const now = useNow()
  const town = useTown()
  const to = job ? destination(job, store) : null
  const at = me?.point ?? null
  const streets = town ? streetsOf(town) : null
  const street = at && streets?.nearest(at)?.edge.name
  const metres = at && to && streets ? lengthOf(streets.way(at, to)) : 0
  const left = metres > THERE_METRES ? formatDistance(metres) : null
  // At the door the keypad takes the place of the map.
  const isAtDoor = job !== null && nextStep(job) === 'hand-over'
  return (
    <section aria-label={t('courier-map-part')} className={classNames('relative h-[34dvh] min-h-52 lg:h-auto', isAtDoor && 'max-lg:hidden')}>
      <TownMap
        label={t('courier-map')}
        className="h-full"
        onPoint={onMove}
        focus={[...(at ? [at] : []), ...(to ? [to] : []), ...(at || to || !store ? [] : [store])]}
        {...(store ? { store } : {})}
        {...(job ? { homes: [{ id: job.id, at: job.address.point, tag: job.first_name }] } : {})}
        {...(me ? { couriers: [{ id: me.id, name: me.name || name, at: me.point, heading: me.heading, seenAt: me.seen_at, duty: duties[me.state] }] } : {})}
        {...(to && at ? { way: { from: at, to } } : {})}
      />
      <p className="pointer-events-none absolute bottom-3 left-3 flex max-w-[calc(100%-1.5rem)] items-center gap-2 rounded-full bg-card px-3.5 py-1.5 text-sm shadow-mid">
        {isMoving ? <Spinner /> : null}
        <span className="truncate">
          {at && me ? (
            <>
              <strong className="font-semibold">{left ? t('courier-left', { distance: left }) : street || t('courier-here')}</strong>
              <span className="text-soft"> · {t('courier-seen', { ago: formatAgo(me.seen_at, now) })}</span>
            </>
          ) : (
            t('courier-tap')
          )}
        </span>
      </p>
    </section>
  )
}
