import { describe, expect, it } from 'vitest'

import { type Fix, isUnseen, placeOn, type Ride, rideOn } from './ride.ts'

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000).toISOString()
const fix = (x: number, seconds: number, id = 'davi'): Fix => ({ id, at: { x, y: 0 }, heading: 90, seenAt: at(seconds) })
const none: ReadonlyMap<string, Ride> = new Map()
const on = (rides: ReadonlyMap<string, Ride>, fixes: Fix[], nowMs: number, still = false) => rideOn(rides, fixes, { streets: null, nowMs, still })
const davi = (rides: ReadonlyMap<string, Ride>) => {
  const ride = rides.get('davi')
  if (!ride) throw new Error('nobody rides')
  return ride
}

describe('a ride', () => {
  it('begins where somebody is seen first', () => {
    const rides = on(none, [fix(0, 0)], 0)
    expect(placeOn(davi(rides), 0)).toMatchObject({ x: 0, y: 0 })
  })

  it('glides from one fix to the next for as long as they are apart', () => {
    const rides = on(on(none, [fix(0, 0)], 0), [fix(100, 2)], 2_000)
    expect(placeOn(davi(rides), 2_000)).toMatchObject({ x: 0 })
    expect(placeOn(davi(rides), 3_000)).toMatchObject({ x: 50, heading: 90 })
    expect(placeOn(davi(rides), 4_000)).toMatchObject({ x: 100 })
  })

  it('never goes on beyond what was seen', () => {
    const rides = on(on(none, [fix(0, 0)], 0), [fix(100, 2)], 2_000)
    expect(placeOn(davi(rides), 60_000)).toMatchObject({ x: 100 })
  })

  it('goes on from where it is shown when a fix comes early', () => {
    const first = on(on(none, [fix(0, 0)], 0), [fix(100, 2)], 2_000)
    const second = on(first, [fix(200, 3)], 3_000)
    expect(placeOn(davi(second), 3_000)).toMatchObject({ x: 50 })
    expect(placeOn(davi(second), 4_000)).toMatchObject({ x: 200 })
  })

  it('catches up at once after a gap', () => {
    const rides = on(on(none, [fix(0, 0)], 0), [fix(500, 90)], 90_000)
    expect(placeOn(davi(rides), 91_000)).toMatchObject({ x: 500 })
  })

  it('does not glide for those who want stillness', () => {
    const rides = on(on(none, [fix(0, 0)], 0), [fix(100, 2)], 2_000, true)
    expect(placeOn(davi(rides), 2_000)).toMatchObject({ x: 100 })
  })

  it('is the same while nothing new is seen, and ends with whoever is gone', () => {
    const rides = on(none, [fix(0, 0), fix(5, 0, 'rita')], 0)
    expect(on(rides, [fix(0, 0), fix(5, 0, 'rita')], 500)).toBe(rides)
    expect([...on(rides, [fix(0, 0)], 600).keys()]).toEqual(['davi'])
  })
})

describe('somebody who is not seen', () => {
  it('is unseen after ten seconds', () => {
    const now = Date.parse(at(10))
    expect(isUnseen(at(0), now)).toBe(false)
    expect(isUnseen(at(0), now + 1)).toBe(true)
  })
})
