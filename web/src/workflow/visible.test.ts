import { expect, it } from 'vitest'

import { layoutOf } from './layout.ts'
import { generatedWorkflow } from './layout/generated.ts'
import { Visible } from './visible.ts'

const layout = layoutOf(generatedWorkflow(200))
if (!layout) throw new Error('it cannot be laid out')

it('has all of a picture in a box around it, in the order of the picture', () => {
  const visible = new Visible(layout)
  const whole = { x: 0, y: 0, width: layout.width, height: layout.height }
  expect(visible.nodes(whole)).toEqual(layout.nodes)
  expect(visible.edges(whole)).toEqual(layout.edges)
})

it('has what lies in a part of it, and little else', () => {
  const visible = new Visible(layout)
  const box = { x: layout.width / 2 - 300, y: layout.height / 2, width: 600, height: 700 }
  const within = (y: number, height: number) => y + height >= box.y && y <= box.y + box.height
  const nodes = visible.nodes(box)
  expect(nodes.length).toBeGreaterThan(3)
  expect(nodes.length).toBeLessThan(layout.nodes.length / 10)
  expect(nodes.every((node) => within(node.y, node.height) && node.x <= box.x + box.width && node.x + node.width >= box.x)).toBe(true)
  const missing = layout.nodes.filter((node) => !nodes.includes(node) && within(node.y, node.height) && node.x <= box.x + box.width && node.x + node.width >= box.x)
  expect(missing).toEqual([])
  const edges = visible.edges(box)
  for (const node of nodes) {
    const arrives = layout.edges.filter((edge) => edge.to === node.id && edge.points.some(({ x, y }) => x >= box.x && x <= box.x + box.width && within(y, 0)))
    expect(edges).toEqual(expect.arrayContaining(arrives))
  }
  expect(edges.length).toBeLessThan(layout.edges.length / 3)
})

it('has a line that passes a part, though none of its ends is there', () => {
  const visible = new Visible(layout)
  const [long] = [...layout.edges].sort((one, other) => other.length - one.length)
  if (!long) throw new Error('there is no line')
  const index = long.points.findIndex((point, at) => Math.abs((long.points[at + 1]?.y ?? point.y) - point.y) > 4000)
  const [from, to] = [long.points[index], long.points[index + 1]]
  if (!from || !to) throw new Error('no line is long')
  expect(visible.edges({ x: from.x - 5, y: (from.y + to.y) / 2, width: 10, height: 10 })).toContain(long)
})
