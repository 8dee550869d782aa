import { memo } from 'react'

import { classNames } from '../ui/class_names.ts'
import { type Drawing, drawingOf, type Name, type RoadKind } from './drawing.ts'
import type { AreaKind, Town } from './town.ts'

const areas: Record<AreaKind, string> = { park: 'fill-leaf/20', square: 'fill-sun/15', water: 'fill-river/25' }
const areaNames: Record<AreaKind, string> = { park: 'fill-leaf', square: 'fill-soft', water: 'fill-river italic' }

/** Metres: a road is as wide as it is, however close one looks. Later ones lie over those before. */
const roads: readonly { kind: RoadKind; casing: number; surface: number; fill: string }[] = [
  { kind: 'lane', casing: 12, surface: 8, fill: 'stroke-raised' },
  { kind: 'street', casing: 16, surface: 11.5, fill: 'stroke-raised' },
  { kind: 'avenue', casing: 26, surface: 20, fill: 'stroke-sun-wash' },
]

/** Not a wash: where streets meet, one edge lies over another. */
const casingOnLand = 'stroke-[color-mix(in_srgb,var(--color-edge)_30%,var(--color-sunken))]'

/** The town without anybody in it: land, water, parks, roads by class and the names of the main ones. */
export const Ground = memo(function Ground({ town }: { town: Town }) {
  const drawing = drawingOf(town)
  return (
    <g fill="none" strokeLinecap="round" strokeLinejoin="round">
      {drawing.areas.map(({ kind, d }, index) => (
        <path key={index} d={d} className={areas[kind]} />
      ))}
      <path d={drawing.bridges} strokeWidth={32} className="stroke-edge/60" />
      {roads.map(({ kind, casing }) => (
        <g key={kind} strokeWidth={casing} className={casingOnLand}>{drawing.roads[kind].map((d) => <path key={d} d={d} />)}</g>
      ))}
      {roads.map(({ kind, surface, fill }) => (
        <g key={kind} strokeWidth={surface} className={fill}>{drawing.roads[kind].map((d) => <path key={d} d={d} />)}</g>
      ))}
    </g>
  )
})

/** Names have the size of text, and are there when one is close enough to read them. */
export const Names = memo(function Names({ town, detail }: { town: Town; detail: Detail }) {
  const drawing: Drawing = drawingOf(town)
  if (detail === 'shapes') return null
  return (
    <g textAnchor="middle" className="pointer-events-none stroke-card/80 font-semibold [paint-order:stroke] [stroke-linejoin:round] select-none">
      {detail === 'lanes' ? drawing.streetNames.map((name) => <Written key={keyOf(name)} name={name} className="fill-soft" />) : null}
      {detail === 'areas' ? null : drawing.avenueNames.map((name) => <Written key={keyOf(name)} name={name} className="fill-sun" />)}
      {drawing.areaNames.map((name) => (
        <Written key={keyOf(name)} name={name} className={areaNames[name.kind]} />
      ))}
    </g>
  )
})

function keyOf({ text, x, y }: Name): string {
  return `${text} ${x} ${y}`
}

function Written({ name, className }: { name: Name; className: string }) {
  return (
    <text
      transform={`translate(${name.x} ${name.y})rotate(${name.turn})`}
      dy=".35em"
      className={classNames('[font-size:calc(var(--metres)*11px)] [stroke-width:calc(var(--metres)*3px)]', className)}
    >
      {name.text}
    </text>
  )
}

/** How much is written on the map. */
export type Detail = 'shapes' | 'areas' | 'avenues' | 'lanes'

/** From so far away, in metres a pixel, names are longer than what they name. */
const LANES_READ_WITHIN = 1.3
const AVENUES_READ_WITHIN = 2.4
const AREAS_READ_WITHIN = 5

export function detailAt(metresAPixel: number): Detail {
  if (metresAPixel <= LANES_READ_WITHIN) return 'lanes'
  if (metresAPixel <= AVENUES_READ_WITHIN) return 'avenues'
  return metresAPixel <= AREAS_READ_WITHIN ? 'areas' : 'shapes'
}
