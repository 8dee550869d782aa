import { useState } from 'react'

import { useStillness } from './motion.ts'
import { detailAt, Ground, Names } from './ground.tsx'
import { type CourierMark, CourierPin, type HomeMark, HomePin, StorePin, Trail, type Way } from './marks.tsx'
import { apart, type Point } from './plane.ts'
import { type Fix, type Ride, rideOn } from './ride.ts'
import { type Streets, streetsOf } from './streets.ts'
import type { Town } from './town.ts'
import { type Size, type View, viewBoxOf } from './view.ts'

declare module 'react' {
  interface CSSProperties {
    /** One pixel on the map, in metres. */
    '--metres'?: string
  }
}

/** What is on a map besides the town. */
export type Scene = {
  store?: Point
  homes?: readonly HomeMark[]
  couriers?: readonly CourierMark[]
  way?: Way
}

const nobody: readonly CourierMark[] = []
const nowhere: readonly HomeMark[] = []

/** The town and who is in it, as it is seen from a view. */
export function TownScene({ town, view, size, scene }: { town: Town; view: View; size: Size; scene: Scene }) {
  const { store, homes = nowhere, couriers = nobody, way } = scene
  const streets = streetsOf(town)
  const rides = useRides(couriers, streets)
  const asides = standingAside(couriers)
  const metres = view.metresAPixel
  const viewBox = viewBoxOf(view, size)
  const style = { '--metres': metres.toFixed(4) }
  // Two layers: who rides through the town does not have it drawn anew.
  return (
    <div aria-hidden className="absolute inset-0 bg-sunken">
      <svg viewBox={viewBox} style={style} className="absolute inset-0 size-full will-change-transform">
        <Ground town={town} />
        <Names town={town} detail={detailAt(metres)} />
      </svg>
      <svg viewBox={viewBox} style={style} className="absolute inset-0 size-full will-change-transform">
        {way ? <Trail way={way} ride={(way.courier ? rides.get(way.courier) : null) ?? null} streets={streets} /> : null}
        {homes.map((home) => (
          <HomePin key={home.id} home={home} />
        ))}
        {store ? <StorePin at={store} /> : null}
        {couriers.map((courier) => {
          const ride = rides.get(courier.id)
          return ride ? <CourierPin key={courier.id} courier={courier} ride={ride} asidePixels={asides.get(courier.id) ?? 0} /> : null
        })}
      </svg>
    </div>
  )
}

function useRides(couriers: readonly CourierMark[], streets: Streets): ReadonlyMap<string, Ride> {
  const still = useStillness()
  const [rides, setRides] = useState<ReadonlyMap<string, Ride>>(new Map())
  const fixes: Fix[] = couriers.map(({ id, at, heading, seenAt }) => ({ id, at, heading, seenAt }))
  const now = rideOn(rides, fixes, { streets, nowMs: performance.now(), still })
  if (now !== rides) setRides(now)
  return now
}

/** Those who wait at the same place stand beside one another. */
const SAME_PLACE_METRES = 10
const ASIDE_PIXELS = 26

function standingAside(couriers: readonly CourierMark[]): ReadonlyMap<string, number> {
  const waiting = couriers.filter(({ duty }) => duty !== 'busy')
  return new Map(
    waiting.map((courier) => {
      const group = waiting.filter((other) => apart(other.at, courier.at) < SAME_PLACE_METRES)
      return [courier.id, group.length < 2 ? 0 : (group.indexOf(courier) - (group.length - 1) / 2) * ASIDE_PIXELS]
    }),
  )
}
