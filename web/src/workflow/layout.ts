import { readWorkflow, type Scope, type State, type StateId, type StateKind, type TransitionKind, type TransitionRef, type Workflow } from './definition.ts'
import { labelWidth, type Link, type Size, START_VERTEX } from './layout/graph.ts'
import { pathThrough } from './layout/line.ts'
import { placeScope, type Point } from './layout/scope.ts'
import { BRANCH_GAP, DOT, HEAD, MARGIN, NODE, PADDING, PLUS, PORT } from './layout/sizes.ts'
import type { Path } from './syntax.ts'

/**
 * Where each state of a workflow is drawn. What is in a Parallel or a Map is laid out first, and is then a box like any other.
 *
 * A scope is laid out in layers, in `layout/`: rows from what leads where (`ranks`), states that follow one another in one
 * column (`columns`), the columns in the order that crosses the fewest lines (`sequence`), trunks that lines share (`ways`),
 * the ends of lines at the sides of states (`stubs`), places from the spine outwards (`places`), and at last bars across and
 * the heights of rows (`channels`, `scope`).
 */

export type { Point } from './layout/scope.ts'

/** `x` and `y` are the upper left corner, within the whole picture. */
export type FlowNode = {
  /** A state's id; starts, ends and empty scopes have ids of their own. */
  id: string
  /** `Empty` is the room for the first state of a scope within another. */
  kind: StateKind | 'Start' | 'End' | 'Empty'
  /** That of the state, or of the scope that starts or ends there or is empty. */
  path: Path
  x: number
  y: number
  width: number
  height: number
  /** The state it is within. */
  within: StateId | null
  depth: number
}

export type FlowEdge = {
  id: string
  from: string
  to: string
  /** All the ways from one to the other: one line stands for them. */
  kinds: TransitionKind[]
  /** Which fields of the source they are; none where a Succeed or Fail ends. */
  transitions: TransitionRef[]
  label: string
  labelAt: Point | null
  /** The middle of a "+" on the line, which overlaps no node, label or other "+". */
  plusAt: Point
  /** The corners of the line. */
  points: Point[]
  /** For `<path d>`. */
  path: string
  /** Of the path: lines that join one another are dashed alike when the dashes are counted from their ends. */
  length: number
}

export type FlowLayout = { width: number; height: number; nodes: FlowNode[]; edges: FlowEdge[] }

/** The size of a "+" that has room on every line. */
export const PLUS_SIZE = PLUS

/** The nodes at which a picture starts and ends: a state's name may not have a space in front of it here. */
export const START = ' start'
export const END = ' end'

/** Where a branch of a Parallel starts and ends within it, or what a Map does with each item: its only one. */
export function startOf(state: StateId, branch: number): string {
  return `${START} ${branch} ${state}`
}

export function endOf(state: StateId, branch: number): string {
  return `${END} ${branch} ${state}`
}

export function edgeId(from: string, to: string): string {
  return `${from}\u2192${to}`
}

/** Lays a definition out; null when it cannot be read. */
export function layoutOf(text: string): FlowLayout | null {
  const workflow = readWorkflow(text)
  return workflow && layoutWorkflow(workflow)
}

export function layoutWorkflow(workflow: Workflow): FlowLayout {
  const drawing = drawScope(workflow, null, 0, 0)
  shift(drawing, MARGIN, MARGIN)
  return {
    width: drawing.width + 2 * MARGIN,
    height: drawing.height + 2 * MARGIN,
    nodes: drawing.nodes,
    edges: drawing.lines.map(({ from, to, link, points, labelAt, plusAt }) => ({
      id: edgeId(from, to),
      from,
      to,
      kinds: link.kinds,
      transitions: link.transitions,
      label: link.label,
      labelAt,
      plusAt,
      points,
      ...pathThrough(points),
    })),
  }
}

/** Its upper left corner is at 0; `axis` is the line on which it starts. */
type Drawing = { nodes: FlowNode[]; lines: Line[]; width: number; height: number; axis: number }
type Line = { from: string; to: string; link: Link; points: Point[]; labelAt: Point | null; plusAt: Point }

function drawScope(scope: Scope, within: StateId | null, branch: number, depth: number): Drawing {
  if (within !== null && scope.states.length === 0) return emptyScope(scope, within, branch, depth)
  const boxes = new Map(scope.states.map((state) => [state.id, drawState(state, depth)]))
  const dot = within === null ? DOT : PORT
  const sizeOf = (state: State): Size => {
    const box = boxes.get(state.id)
    return box ? { before: box.axis, after: box.width - box.axis, height: box.height } : { before: NODE.width / 2, after: NODE.width / 2, height: NODE.height }
  }
  const { graph, vertices, lines: placed, height } = placeScope(scope, sizeOf, { before: dot / 2, after: dot / 2, height: dot })
  const [start, end] = within === null ? [START, END] : [startOf(within, branch), endOf(within, branch)]
  const idOf = (vertex: number) => (vertex === START_VERTEX ? start : vertex === graph.end ? end : (scope.states[vertex - 1]?.id ?? ''))
  const nodes: FlowNode[] = []
  const lines: Line[] = []
  vertices.forEach(({ x, y }, vertex) => {
    const size = graph.sizes[vertex]
    if (!size) return
    const state = scope.states[vertex - 1]
    const kind = vertex === START_VERTEX ? 'Start' : vertex === graph.end ? 'End' : (state?.type ?? 'Unknown')
    nodes.push({ id: idOf(vertex), kind, path: state?.path ?? scope.path, x: x - size.before, y, width: size.before + size.after, height: size.height, within, depth })
    const box = state && boxes.get(state.id)
    if (box) include({ nodes, lines }, box, x - size.before, y)
  })
  for (const { link, points, labelAt, plusAt } of placed) lines.push({ from: idOf(link.from), to: idOf(link.to), link, points, labelAt, plusAt })
  return fromCorner(nodes, lines, height)
}

/** A state with what is in it. */
function drawState(state: State, depth: number): Drawing | null {
  if (state.scopes.length === 0) return null
  const inner = state.scopes.map((scope, branch) => drawScope(scope, state.id, branch, depth + 1))
  const height = Math.max(...inner.map((one) => one.height))
  const drawing: Pick<Drawing, 'nodes' | 'lines'> = { nodes: [], lines: [] }
  const room = inner.reduce((sum, one) => sum + one.width, 0) + (inner.length - 1) * BRANCH_GAP + 2 * PADDING
  const only = inner.length === 1 ? inner[0] : undefined
  const lack = Math.max(0, NODE.width - room)
  let x = PADDING + lack / 2
  const axis = only ? x + only.axis : (room + lack) / 2
  for (const [branch, one] of inner.entries()) {
    lowerEnd(one, endOf(state.id, branch), height)
    include(drawing, one, x, HEAD)
    x += one.width + BRANCH_GAP
  }
  return { ...drawing, width: room + lack, height: HEAD + height, axis }
}

function emptyScope(scope: Scope, within: StateId, branch: number, depth: number): Drawing {
  const node: FlowNode = { id: ` empty ${branch} ${within}`, kind: 'Empty', path: scope.path, x: 0, y: 0, width: NODE.width, height: NODE.height, within, depth }
  return { nodes: [node], lines: [], width: NODE.width, height: NODE.height + PADDING, axis: NODE.width / 2 }
}

/** The ends of branches side by side are all at the lower border of their box. */
function lowerEnd(drawing: Drawing, id: string, height: number): void {
  const end = drawing.nodes.find((node) => node.id === id)
  const by = height - drawing.height
  if (!end || by === 0) return
  for (const line of drawing.lines) {
    const last = line.points.at(-1)
    if (line.to === end.id && last) last.y += by
  }
  end.y += by
}

/** Takes a drawing into another, of which it is a part from then on. */
function include(into: Pick<Drawing, 'nodes' | 'lines'>, part: Pick<Drawing, 'nodes' | 'lines'>, x: number, y: number): void {
  shift(part, x, y)
  for (const node of part.nodes) into.nodes.push(node)
  for (const line of part.lines) into.lines.push(line)
}

function shift({ nodes, lines }: Pick<Drawing, 'nodes' | 'lines'>, x: number, y: number): void {
  for (const { points, labelAt, plusAt } of lines) for (const point of labelAt ? [...points, labelAt, plusAt] : [...points, plusAt]) move(point, x, y)
  for (const node of nodes) move(node, x, y)
}

function move(at: Point, x: number, y: number): void {
  at.x += x
  at.y += y
}

function fromCorner(nodes: FlowNode[], lines: Line[], height: number): Drawing {
  let left = 0
  let right = 0
  const reach = (from: number, to: number) => {
    left = Math.min(left, from)
    right = Math.max(right, to)
  }
  for (const node of nodes) reach(node.x, node.x + node.width)
  for (const { points, labelAt, plusAt, link } of lines) {
    for (const point of points) reach(point.x, point.x)
    reach(plusAt.x - PLUS / 2, plusAt.x + PLUS / 2)
    if (labelAt) reach(labelAt.x - labelWidth(link) / 2, labelAt.x + labelWidth(link) / 2)
  }
  shift({ nodes, lines }, -left, 0)
  return { nodes, lines, width: right - left, height, axis: -left }
}
