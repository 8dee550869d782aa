import type { FlowEdge, FlowLayout, FlowNode } from './layout.ts'

/** Which parts of a picture lie in a part of it, without looking at all of them: pictures are tall, so they are kept by bands. */

type Box = { x: number; y: number; width: number; height: number }

const BAND = 512
/** How far a label or a "+" reaches beside its line. */
const BESIDE = { x: 100, y: 24 }

export class Visible {
  readonly #nodes = new Bands<FlowNode>()
  readonly #edges = new Bands<FlowEdge>()

  constructor(layout: FlowLayout) {
    for (const node of layout.nodes) this.#nodes.add(node, node.y, node.y + node.height)
    for (const edge of layout.edges) {
      const ys = edge.points.map((point) => point.y)
      this.#edges.add(edge, Math.min(...ys) - BESIDE.y, Math.max(...ys) + BESIDE.y)
    }
  }

  /** The nodes that have a part in the box, in the order of the picture. */
  nodes(box: Box): FlowNode[] {
    return this.#nodes.within(box).filter((node) => meets(node, box))
  }

  /** The edges that have a part in the box, with their labels; not those that only go around it. */
  edges(box: Box): FlowEdge[] {
    return this.#edges.within(box).filter(({ points }) => points.some((point, index) => meets(stretch(point, points[index + 1] ?? point), box)))
  }
}

/** Things by the bands that they have a part in. */
class Bands<T> {
  readonly #bands = new Map<number, { order: number; item: T }[]>()
  #count = 0

  add(item: T, top: number, bottom: number): void {
    const entry = { order: this.#count++, item }
    for (let band = Math.floor(top / BAND); band <= Math.floor(bottom / BAND); band++) {
      const inBand = this.#bands.get(band)
      if (inBand) inBand.push(entry)
      else this.#bands.set(band, [entry])
    }
  }

  within({ y, height }: Box): T[] {
    const found = new Map<number, T>()
    for (let band = Math.floor(y / BAND); band <= Math.floor((y + height) / BAND); band++) {
      for (const { order, item } of this.#bands.get(band) ?? []) found.set(order, item)
    }
    return [...found].sort(([one], [other]) => one - other).map(([, item]) => item)
  }
}

function stretch(from: { x: number; y: number }, to: { x: number; y: number }): Box {
  return {
    x: Math.min(from.x, to.x) - BESIDE.x,
    y: Math.min(from.y, to.y) - BESIDE.y,
    width: Math.abs(from.x - to.x) + 2 * BESIDE.x,
    height: Math.abs(from.y - to.y) + 2 * BESIDE.y,
  }
}

function meets(one: Box, other: Box): boolean {
  return one.x <= other.x + other.width && one.x + one.width >= other.x && one.y <= other.y + other.height && one.y + one.height >= other.y
}
