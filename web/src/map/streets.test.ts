import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { drawingOf } from './drawing.ts'
import { along, apart, lengthOf, metresTo } from './plane.ts'
import { Streets } from './streets.ts'
import type { Town } from './town.ts'

const file = join(import.meta.dirname, '../../../crates/delivery/assets/town.json')
const town: Town = JSON.parse(readFileSync(file, 'utf8'))
const streets = new Streets(town)

describe('the streets of the town', () => {
  it('names the street that somebody is on', () => {
    expect(streets.nearest({ x: -4.5, y: -3.1 })?.edge.name).toBe('Rua das Laranjeiras')
  })

  it('finds ways that begin and end where they should, and are not longer than a town', () => {
    const [from, to] = [{ x: -4.5, y: -3.1 }, { x: 900, y: 500 }]
    const way = streets.way(from, to)
    expect(way[0]).toEqual(from)
    expect(way.at(-1)).toEqual(to)
    expect(lengthOf(way)).toBeGreaterThan(apart(from, to))
    expect(lengthOf(way)).toBeLessThan(2 * apart(from, to))
  })

  it('crosses the river on a bridge', () => {
    const bridges = town.bridges.map(({ nodes: [a] }) => ({ x: town.nodes[2 * a] ?? 0, y: town.nodes[2 * a + 1] ?? 0 }))
    const way = streets.way({ x: -4.5, y: -3.1 }, { x: 1_500, y: 900 })
    expect(way.some((point) => bridges.some((bridge) => apart(point, bridge) < 1))).toBe(true)
  })
})

describe('a course', () => {
  const course = [{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 100, y: 50 }]

  it('is gone along by metres', () => {
    expect(along(course, 50)).toEqual({ x: 50, y: 0, heading: 90 })
    expect(along(course, 125)).toEqual({ x: 100, y: 25, heading: 180 })
    expect(along(course, 1_000)).toMatchObject({ x: 100, y: 50 })
  })

  it('knows how much of it is behind somebody beside it', () => {
    expect(metresTo(course, { x: 40, y: 3 })).toBe(40)
    expect(metresTo(course, { x: 101, y: 30 })).toBe(130)
  })
})

describe('the drawing', () => {
  it('names every avenue and every area that has room, within the town', () => {
    const { extent, avenueNames, areaNames } = drawingOf(town)
    const isWithin = ({ x, y }: { x: number; y: number }) => x > extent.left && x < extent.left + extent.width && y > extent.top && y < extent.top + extent.height
    expect([...avenueNames, ...areaNames].every(isWithin)).toBe(true)
    expect(new Set(avenueNames.map(({ text }) => text)).size).toBe(town.avenues.length)
  })
})
