import { Graph, layout as dagre } from '@dagrejs/dagre'

import { readWorkflow, type Scope, type State, type StateKind, type TransitionKind } from './definition.ts'

/** Where each state of a definition is drawn. What is in a Parallel or a Map is laid out first, and is then a box like any other. */

export type Point = { x: number; y: number }

/** `x` and `y` are the upper left corner, within the whole picture. */
export type FlowNode = {
  id: string
  kind: StateKind | 'Start' | 'End'
  x: number
  y: number
  width: number
  height: number
  /** The state it is within. */
  within: string | null
  depth: number
}

export type FlowEdge = {
  id: string
  from: string
  to: string
  /** All the ways from one to the other: one line stands for them. */
  kinds: TransitionKind[]
  label: string
  labelAt: Point | null
  /** For `<path d>`. */
  path: string
}

export type FlowLayout = { width: number; height: number; nodes: FlowNode[]; edges: FlowEdge[] }

const NODE = { width: 196, height: 52 }
const DOT = { width: 18, height: 18 }
/** The head of a box, with its name, and the space around what is in it. */
const HEAD = 52
const PADDING = 18
const BRANCH_GAP = 18
const GAPS = { nodesep: 32, edgesep: 16, ranksep: 36 }
/** A label takes the room of so many characters at most. */
const LABEL_CHARACTERS = 28
const LABEL = { perCharacter: 6.1, height: 20 }

/** How much each kind of line wants to be straight and short. */
const WEIGHTS: Record<TransitionKind, number> = { next: 8, default: 5, choice: 5, catch: 1 }

/** The nodes at which a picture starts and ends: a state's name may not have a space in front of it here. */
export const START = ' start'
export const END = ' end'

export function edgeId(from: string, to: string): string {
  return `${from}\u2192${to}`
}

/** Lays a definition out; null when it cannot be read. */
export function layoutOf(text: string): FlowLayout | null {
  const workflow = readWorkflow(text)
  return workflow && layoutScope(workflow, null, 0)
}

function layoutScope(scope: Scope, within: string | null, depth: number): FlowLayout {
  const boxes = new Map(scope.states.map((state) => [state.id, layoutBox(state, depth)]))
  const graph = new Graph<object, { width: number; height: number; x?: number; y?: number }, EdgeLabel>({ multigraph: false })
  graph.setGraph({ rankdir: 'TB', ...GAPS, marginx: 2, marginy: 2 })
  const ordered = inOrder(scope)
  const isOutermost = within === null
  if (isOutermost) graph.setNode(START, { ...DOT })
  for (const state of ordered) {
    const box = boxes.get(state.id)
    graph.setNode(state.id, box ? { width: box.width, height: box.height } : { ...NODE })
  }
  if (isOutermost) {
    graph.setNode(END, { ...DOT })
    if (boxes.has(scope.startAt)) graph.setEdge(START, scope.startAt, { kinds: ['next'], text: '', weight: WEIGHTS.next, width: 0, height: 0 })
    for (const state of ordered) {
      if (state.isEnd) graph.setEdge(state.id, END, { kinds: ['next'], text: '', weight: 1, width: 0, height: 0 })
    }
  }
  for (const state of ordered) {
    for (const [to, edge] of edgesFrom(state)) if (boxes.has(to)) graph.setEdge(state.id, to, edge)
  }
  dagre(graph)
  return placed(graph, boxes, new Map(ordered.map((state) => [state.id, state.type])), within, depth)
}

type EdgeLabel = {
  kinds: TransitionKind[]
  text: string
  weight: number
  width: number
  height: number
  labelpos?: 'c'
  points?: Point[]
  x?: number
  y?: number
}

function edgesFrom(state: State): Map<string, EdgeLabel> {
  const edges = new Map<string, EdgeLabel>()
  for (const { to, kind, label } of state.transitions) {
    const known = edges.get(to)
    const text = kind === 'catch' ? '' : shortened([known?.text ?? '', label].filter(Boolean).join(' ∨ '))
    edges.set(to, {
      kinds: [...new Set([...(known?.kinds ?? []), kind])],
      text: text || (known?.text ?? ''),
      weight: Math.max(known?.weight ?? 0, WEIGHTS[kind]),
      width: text ? text.length * LABEL.perCharacter + 12 : (known?.width ?? 0),
      height: text ? LABEL.height : (known?.height ?? 0),
      labelpos: 'c',
    })
  }
  return edges
}

function shortened(text: string): string {
  return text.length > LABEL_CHARACTERS ? `${text.slice(0, LABEL_CHARACTERS - 1)}…` : text
}

/** The states as they are come by, so that a line back is a line back in the picture too. */
function inOrder(scope: Scope): State[] {
  const byName = new Map(scope.states.map((state) => [state.id, state]))
  const ordered = new Set<State>()
  const queue = [scope.startAt]
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const state = byName.get(name)
    if (!state || ordered.has(state)) continue
    ordered.add(state)
    queue.push(...state.transitions.map((transition) => transition.to))
  }
  return [...new Set([...ordered, ...scope.states])]
}

/** A state with what is in it, its corner at 0. */
function layoutBox(state: State, depth: number): FlowLayout {
  if (state.scopes.length === 0) return { ...NODE, nodes: [], edges: [] }
  const inner = state.scopes.map((scope) => layoutScope(scope, state.id, depth + 1))
  const nodes: FlowNode[] = []
  const edges: FlowEdge[] = []
  let x = PADDING
  for (const one of inner) {
    nodes.push(...one.nodes.map((node) => ({ ...node, x: node.x + x, y: node.y + HEAD })))
    edges.push(...one.edges.map((edge) => moved(edge, x, HEAD)))
    x += one.width + BRANCH_GAP
  }
  const width = Math.max(NODE.width, x - BRANCH_GAP + PADDING)
  return { width, height: HEAD + Math.max(...inner.map((one) => one.height)) + PADDING, nodes, edges }
}

function moved(edge: FlowEdge, x: number, y: number): FlowEdge {
  const path = edge.path.replace(/(-?[\d.]+),(-?[\d.]+)/g, (_, left: string, top: string) => `${round(Number(left) + x)},${round(Number(top) + y)}`)
  return { ...edge, path, labelAt: edge.labelAt && { x: edge.labelAt.x + x, y: edge.labelAt.y + y } }
}

type Laid = InstanceType<typeof Graph<object, { width: number; height: number; x?: number; y?: number }, EdgeLabel>>

function placed(graph: Laid, boxes: Map<string, FlowLayout>, types: Map<string, StateKind>, within: string | null, depth: number): FlowLayout {
  const nodes: FlowNode[] = []
  const edges: FlowEdge[] = []
  let width = 0
  let height = 0
  for (const id of graph.nodes()) {
    const node = graph.node(id)
    if (!node) continue
    const x = (node.x ?? 0) - node.width / 2
    const y = (node.y ?? 0) - node.height / 2
    const kind = id === START ? 'Start' : id === END ? 'End' : (types.get(id) ?? 'Pass')
    nodes.push({ id, kind, x, y, width: node.width, height: node.height, within, depth })
    const box = boxes.get(id)
    for (const inner of box?.nodes ?? []) nodes.push({ ...inner, x: inner.x + x, y: inner.y + y })
    for (const inner of box?.edges ?? []) edges.push(moved(inner, x, y))
    width = Math.max(width, x + node.width)
    height = Math.max(height, y + node.height)
  }
  for (const { v, w } of graph.edges()) {
    const edge = graph.edge(v, w)
    if (!edge) continue
    const points = edge.points ?? []
    width = Math.max(width, ...points.map((point) => point.x))
    const labelAt = edge.text && edge.x !== undefined && edge.y !== undefined ? { x: edge.x, y: edge.y } : null
    if (labelAt) width = Math.max(width, labelAt.x + edge.width / 2)
    edges.push({ id: edgeId(v, w), from: v, to: w, kinds: edge.kinds, label: edge.text, labelAt, path: pathThrough(points) })
  }
  return { width: width + 2, height: height + 2, nodes, edges }
}

/** A line that is bent softly at the points between its ends. */
function pathThrough(points: readonly Point[]): string {
  const at = (point: Point) => `${round(point.x)},${round(point.y)}`
  const [first, ...rest] = points
  const last = rest.pop()
  if (!first || !last) return ''
  let path = `M${at(first)}`
  rest.forEach((point, index) => {
    const next = rest[index + 1]
    path += next ? ` Q${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}` : ` Q${at(point)} ${at(last)}`
  })
  return rest.length === 0 ? `${path} L${at(last)}` : path
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
