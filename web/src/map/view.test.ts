import { describe, expect, it } from 'vitest'

import { boxAround, isStillGood, mixed, panned, pointAt, type View, viewBoxOf, viewOf, zoomed } from './view.ts'

const size = { width: 400, height: 300 }
const town = { left: -1_000, top: -800, width: 2_000, height: 1_600 }

describe('a view', () => {
  it('shows all that it is about, with room for pins', () => {
    const box = boxAround([{ x: 0, y: 0 }, { x: 900, y: 100 }])
    if (!box) throw new Error('there are points')
    const view = viewOf(box, size)
    for (const x of [0, 900]) expect(Math.abs(x - view.x)).toBeLessThan((size.width / 2 - 50) * view.metresAPixel)
  })

  it('does not fall into a single house', () => {
    const box = boxAround([{ x: 5, y: 5 }])
    if (!box) throw new Error('there is a point')
    expect(viewOf(box, size).metresAPixel).toBeGreaterThan(1)
  })

  it('zooms around the point under the pointer, between a house and the town', () => {
    const view: View = { x: 0, y: 0, metresAPixel: 2 }
    const pixel = { x: 300, y: 100 }
    const at = pointAt(view, size, pixel)
    const closer = zoomed(view, 0.5, at, town, size)
    expect(pointAt(closer, size, pixel).x).toBeCloseTo(at.x)
    expect(pointAt(closer, size, pixel).y).toBeCloseTo(at.y)
    expect(zoomed(view, 1_000, at, town, size).metresAPixel).toBeCloseTo(1_600 / 300)
    expect(zoomed(view, 1 / 1_000, at, town, size).metresAPixel).toBe(0.35)
  })

  it('does not leave the town', () => {
    expect(panned({ x: 0, y: 0, metresAPixel: 2 }, 9_999, -9_999, town)).toMatchObject({ x: 1_000, y: -800 })
  })

  it('goes evenly from one to another', () => {
    const [from, to]: [View, View] = [{ x: 0, y: 0, metresAPixel: 4 }, { x: 500, y: 200, metresAPixel: 2 }]
    expect(mixed(from, to, 0)).toEqual(from)
    expect(mixed(from, to, 0.5)).toEqual({ x: 250, y: 100, metresAPixel: 3 })
    expect(mixed(from, to, 1)).toEqual(to)
  })

  it('stays while what it is about is well within it, and not much too small', () => {
    const view: View = { x: 0, y: 0, metresAPixel: 2 }
    expect(isStillGood(view, view, [{ x: 0, y: 0 }, { x: 200, y: 100 }], size)).toBe(true)
    expect(isStillGood(view, { ...view, x: 50 }, [{ x: 0, y: 0 }, { x: 380, y: 100 }], size)).toBe(false)
    expect(isStillGood(view, { ...view, metresAPixel: 1 }, [{ x: 0, y: 0 }], size)).toBe(false)
    expect(isStillGood(view, view, [{ x: 0, y: 900 }], { width: 40, height: 40 })).toBe(true)
  })

  it('is a box of the plane', () => {
    expect(viewBoxOf({ x: 0, y: 0, metresAPixel: 2 }, size)).toBe('-400.00 -300.00 800.00 600.00')
  })
})
