import { type Graph, START_VERTEX } from './graph.ts'
import { CHANNEL, NODE, PLUS } from './sizes.ts'

/**
 * How far down each vertex stands. Rows with an even number are those of vertices, the odd ones between them those of labels
 * and "+". What is as tall as several states takes as many of their rows.
 */
export type Ranks = {
  /** The first and the last row of each vertex. */
  top: number[]
  foot: number[]
  /** Whether a link leads back up, or to where it comes from. */
  isUp: boolean[]
  isAround: boolean[]
  /** The vertices, each after all that lead to it downwards. */
  downwards: number[]
}

/** States that have to do with no other stand one below the other, so many in a column. */
const STACK = 6

/** A state with the way to the next. */
const STEP = NODE.height + CHANNEL.below + PLUS + CHANNEL.above

/** `flat` are those that take one row, which is as tall as they are: lines across go below and above them. */
export function rank(graph: Graph, flat: ReadonlySet<number>): Ranks {
  const { isUp, isAround, downwards } = walk(graph)
  const span = graph.sizes.map((size, vertex) => (flat.has(vertex) ? 1 : Math.max(1, Math.ceil((size.height + STEP - NODE.height) / STEP))))
  const ranks = graph.sizes.map(() => 0)
  const isLedTo = graph.sizes.map(() => false)
  const downFrom = (vertex: number) => (graph.from[vertex] ?? []).map((link) => graph.links[link]?.to ?? 0).filter((_, index) => !isUp[graph.from[vertex]?.[index] ?? 0] && !isAround[graph.from[vertex]?.[index] ?? 0])
  const isLinked = linked(graph)
  let alone = 0
  for (const vertex of downwards) {
    if (vertex !== START_VERTEX && !isLedTo[vertex] && vertex !== graph.end) ranks[vertex] = isLinked[vertex] ? 1 : 1 + (span[vertex] ?? 1) * (alone++ % STACK)
    for (const to of downFrom(vertex)) {
      isLedTo[to] = true
      ranks[to] = Math.max(ranks[to] ?? 0, (ranks[vertex] ?? 0) + (span[vertex] ?? 1))
    }
  }
  // What nothing leads to from the start stands as near as it can to what it leads to.
  const isReached = reached(graph)
  for (const vertex of downwards.toReversed()) {
    const next = downFrom(vertex)
    if (isReached[vertex] || next.length === 0) continue
    ranks[vertex] = Math.min(...next.map((to) => ranks[to] ?? 0)) - (span[vertex] ?? 1)
  }
  // The end is below everything.
  if (graph.end !== null) ranks[graph.end] = Math.max(ranks[graph.end] ?? 0, ...ranks.map((one, vertex) => (vertex === graph.end ? 0 : one + (span[vertex] ?? 1))))
  const top = ranks.map((one) => 2 * one)
  return { top, foot: top.map((row, vertex) => row + 2 * ((span[vertex] ?? 1) - 1)), isUp, isAround, downwards }
}

/** Goes along the links depth first; those that lead to where it came through lead back. */
function walk({ sizes, links, from, end }: Graph): Pick<Ranks, 'isUp' | 'isAround' | 'downwards'> {
  const isUp = links.map(() => false)
  const isAround = links.map((link) => link.from === link.to)
  const state: ('new' | 'open' | 'done')[] = sizes.map(() => 'new')
  const finished: number[] = []
  const visit = (root: number) => {
    if (state[root] !== 'new') return
    state[root] = 'open'
    const path = [{ vertex: root, next: 0 }]
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const index = from[at.vertex]?.[at.next++]
      const link = index === undefined ? undefined : links[index]
      if (index === undefined || !link) {
        state[at.vertex] = 'done'
        finished.push(at.vertex)
        path.pop()
      } else if (state[link.to] === 'open') {
        isUp[index] = link.from !== link.to
      } else if (state[link.to] === 'new') {
        state[link.to] = 'open'
        path.push({ vertex: link.to, next: 0 })
      }
    }
  }
  visit(START_VERTEX)
  const isLedTo = new Set(links.filter((link) => link.from !== link.to).map((link) => link.to))
  for (let vertex = 0; vertex < sizes.length; vertex++) if (!isLedTo.has(vertex) && vertex !== end) visit(vertex)
  for (let vertex = 0; vertex < sizes.length; vertex++) visit(vertex)
  return { isUp, isAround, downwards: finished.toReversed() }
}

function linked({ sizes, links }: Graph): boolean[] {
  const isLinked = sizes.map(() => false)
  for (const { from, to } of links) {
    if (from === to) continue
    isLinked[from] = true
    isLinked[to] = true
  }
  return isLinked
}

function reached({ sizes, links, from }: Graph): boolean[] {
  const isReached = sizes.map(() => false)
  isReached[START_VERTEX] = true
  const open = [START_VERTEX]
  for (let vertex = open.pop(); vertex !== undefined; vertex = open.pop()) {
    for (const index of from[vertex] ?? []) {
      const to = links[index]?.to ?? START_VERTEX
      if (!isReached[to]) open.push(to)
      isReached[to] = true
    }
  }
  return isReached
}
