import { memo, useRef } from 'react'

import { formatAgo } from '../format/format.ts'
import { useNow } from '../format/clock.ts'
import type { Tone } from '../ui/badge.tsx'
import { classNames } from '../ui/class_names.ts'
import { useFrames } from './motion.ts'
import { lengthOf, metresTo, path, type Placed, type Point } from './plane.ts'
import { isOver, isUnseen, placeOn, type Ride } from './ride.ts'
import type { Streets } from './streets.ts'

/** What stands on the map; it is drawn anew when it changes, not when the map is moved. Marks keep their size while the town grows: `--metres` is one pixel, in metres. */

export type HomeMark = {
  id: string
  at: Point
  tone?: Tone
  /** Written above it. */
  tag?: string
  isChosen?: boolean
  onChoose?: () => void
}

export type CourierMark = {
  id: string
  name: string
  at: Point
  /** Degrees from north, clockwise. */
  heading: number | null
  /** An RFC 3339 time. */
  seenAt: string
  /** Riding with an order, waiting for one, or off duty. */
  duty: 'busy' | 'free' | 'off'
  isChosen?: boolean
}

/** The way of an order: from the store through a courier to where it goes, as far as each is known. */
export type Way = { from: Point; courier?: string; to?: Point }

function placed({ x, y }: Point, asidePixels = 0): string {
  return `translate(${x}px, ${y}px) scale(var(--metres)) translate(${asidePixels}px, 0)`
}

const tag = 'fill-ink stroke-card/90 text-[12px] font-semibold [paint-order:stroke] [stroke-width:3.5px] [stroke-linejoin:round]'

export const StorePin = memo(function StorePin({ at }: { at: Point }) {
  return (
    <g style={{ transform: placed(at) }}>
      <ellipse rx="7" ry="2.5" className="fill-ink/25" />
      <path d="M0 0-10-13A16 16 0 1 1 10-13Z" strokeWidth="2" className="fill-ink stroke-card" />
      <path d="M-8-30H8L10-23.5H-10Z" className="fill-clay" />
      <path d="M-5-30H-1.6L-2.4-23.5H-6.6ZM1.6-30H5L6.6-23.5H2.4Z" className="fill-card" />
      <path d="M-7.5-21.5H7.5V-15H-7.5Z" className="fill-card" />
      <path d="M1-20H5V-15H1Z" className="fill-ink" />
    </g>
  )
})

const homeFill: Record<Tone, string> = {
  neutral: 'fill-soft',
  good: 'fill-leaf',
  active: 'fill-river',
  warning: 'fill-sun',
  bad: 'fill-chili',
  special: 'fill-plum',
  brand: 'fill-clay',
}

export const HomePin = memo(function HomePin({ home }: { home: HomeMark }) {
  const { at, tone = 'good', isChosen = false, onChoose } = home
  return (
    <g style={{ transform: placed(at) }} onClick={onChoose} className={onChoose ? 'cursor-pointer' : ''}>
      {isChosen ? <circle r="24" cy="-13" className="fill-ink/15" /> : null}
      <ellipse rx="6" ry="2.2" className="fill-ink/25" />
      <path d="M0 0-6.5-7.5H-10.5V-16.5H-14L0-29 14-16.5H10.5V-7.5H6.5Z" strokeWidth="2" strokeLinejoin="round" className={classNames('stroke-card', homeFill[tone])} />
      <path d="M-3-9.5V-16.5H3V-9.5Z" className="fill-card" />
      {home.tag ? <text y="-35" textAnchor="middle" className={tag}>{home.tag}</text> : null}
    </g>
  )
})

const discs: Record<CourierMark['duty'], string> = { busy: 'fill-clay', free: 'fill-leaf', off: 'fill-soft' }
const glyphs: Record<CourierMark['duty'], string> = { busy: 'stroke-on-clay', free: 'stroke-on-leaf', off: 'stroke-card' }

type CourierPinProps = { courier: CourierMark; ride: Ride; asidePixels: number }

export const CourierPin = memo(function CourierPin({ courier, ride, asidePixels }: CourierPinProps) {
  const now = useNow()
  const mark = useRef<SVGGElement>(null)
  const wedge = useRef<SVGPathElement>(null)
  const { duty } = courier
  const isLost = duty === 'busy' && isUnseen(courier.seenAt, now)
  const draw = (at: Placed) => {
    if (mark.current) mark.current.style.transform = placed(at, asidePixels)
    if (wedge.current) wedge.current.style.transform = `rotate(${Math.round(at.heading ?? 0)}deg)`
  }
  useFrames(ride, (nowMs) => {
    draw(placeOn(ride, nowMs))
    return !isOver(ride, nowMs)
  })
  return (
    <g ref={mark} style={{ transform: placed(ride.fix.at, asidePixels) }}>
      {duty === 'busy' && !isLost ? <circle r="23" className="animate-pulse-soft fill-clay/25" /> : null}
      {courier.isChosen ? <circle r="26" fill="none" strokeWidth="2.5" className="stroke-ink" /> : null}
      {duty === 'busy' ? <path ref={wedge} d="M-8-13 0-23 8-13A15 15 0 0 0-8-13Z" strokeWidth="2" strokeLinejoin="round" className={isLost ? 'fill-soft stroke-card' : 'fill-clay stroke-card'} /> : null}
      <circle r="14.5" strokeWidth="2.5" className={classNames('stroke-card', isLost ? 'fill-soft' : discs[duty])} />
      <g fill="none" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" className={isLost ? 'stroke-card' : glyphs[duty]}>
        <circle cx="-6" cy="4" r="2.6" />
        <circle cx="6" cy="4" r="2.6" />
        <path d="M-3.4 4H3.2L5-5H2.4M-8 .2C-8-2.6-6-3.4-3.8-3.4H-1.4L0 2.6M-8-6.6H-3.4" />
      </g>
      {isLost || courier.isChosen ? (
        <text y="30" textAnchor="middle" className={tag}>{isLost ? formatAgo(courier.seenAt, now) : courier.name}</text>
      ) : null}
    </g>
  )
})

const casing = 'stroke-card [stroke-width:calc(var(--metres)*10px)]'
const line = '[stroke-width:calc(var(--metres)*6px)]'

/** The way, with a casing: what is done of it is faint, and grows as the courier rides. */
export const Trail = memo(function Trail({ way, ride, streets }: { way: Way; ride: Ride | null; streets: Streets }) {
  const done = useRef<SVGGElement>(null)
  const at = ride?.fix.at
  const behind = at ? streets.way(way.from, at) : []
  const ahead = way.to ? streets.way(at ?? way.from, way.to) : []
  const course = [...behind, ...ahead]
  const metres = lengthOf(course)
  useFrames(ride, (nowMs) => {
    if (!ride || !done.current) return false
    done.current.style.strokeDasharray = `${metresTo(course, placeOn(ride, nowMs))} ${metres + 1}`
    return !isOver(ride, nowMs)
  })
  if (course.length < 2) return null
  const d = path(course)
  return (
    <g fill="none" strokeLinecap="round" strokeLinejoin="round">
      {/* Beyond the courier there is a way only where it is known where the order goes. */}
      {way.to ? (
        <>
          <path d={d} className={casing} />
          <path d={d} className={classNames(line, 'stroke-clay')} />
        </>
      ) : null}
      {ride ? (
        <g ref={done}>
          <path d={d} className={casing} />
          <path d={d} className={classNames(line, way.to ? 'stroke-clay/35' : 'stroke-clay')} />
        </g>
      ) : null}
    </g>
  )
})
