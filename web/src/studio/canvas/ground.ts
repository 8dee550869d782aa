import type { WorkflowDocument } from '../../workflow/document.ts'
import type { FlowEdge, FlowLayout, FlowNode } from '../../workflow/layout.ts'
import { HEAD } from '../../workflow/layout/sizes.ts'
import type { Viewing } from '../../workflow/viewport.ts'
import { pathKey } from './path_key.ts'
import { isFinal, isWithin, placeOn, startsWith, targetsOf } from './places.ts'
import type { Dragged, DropTarget, Ground } from './workbench.ts'

/** So near to a "+", in the window, means it. */
const NEAR = 72

/** The picture moves when something is held so near to its border, by so much each frame at the very border. */
const BORDER = 44
const PAN_MOST = 16

type Now = { frame: HTMLElement; viewing: Viewing; layout: FlowLayout | null; document: WorkflowDocument }

/** Where things can be let go on the canvas, and how it is moved from elsewhere. */
export function groundOf(ground: () => Now | null): Ground {
  return {
    targetAt: (x, y, dragged) => {
      const now = ground()
      return now ? targetAt(now, x, y, dragged) : null
    },
    goTo: (state) => {
      const now = ground()
      const node = now?.layout?.nodes.find((one) => one.id === state)
      if (now && node) now.viewing.goTo(node)
    },
    isAtBorder: (x, y) => {
      const now = ground()
      return now !== null && pushAt(now.viewing, x, y) !== null
    },
    panAtBorder: (x, y) => {
      const now = ground()
      const push = now && pushAt(now.viewing, x, y)
      if (push) now.viewing.panBy(push.x, push.y)
    },
  }
}

function targetAt({ frame, viewing, layout, document: workflow }: Now, x: number, y: number, dragged: Dragged): DropTarget | null {
  const elements = document.elementsFromPoint(x, y).filter((element) => frame.contains(element))
  if (elements.length === 0) return null
  if (dragged.kind === 'line') return endOfLine(workflow, elements, dragged.from)
  const point = viewing.pointAt(x, y)
  for (const element of elements) {
    const target = element instanceof Element ? placeAt(workflow, layout, element, point.y) : null
    if (target && isAllowed(workflow, dragged, target)) return target
  }
  const near = layout && nearestEdge(layout, point, NEAR / viewing.now().scale)
  const target = near && onEdge(workflow, near)
  return target && isAllowed(workflow, dragged, target) ? target : null
}

function placeAt(workflow: WorkflowDocument, layout: FlowLayout | null, element: Element, y: number): DropTarget | null {
  const hit = element.closest<HTMLElement | SVGElement>('[data-area], [data-plus], [data-edge], [data-state]')
  if (!hit) return null
  const { area, plus, edge: line, state: id } = hit.dataset
  if (area !== undefined) return { kind: 'place', place: { kind: 'into', scope: pathKey.read(area) }, on: { kind: 'area', id: area } }
  const edge = layout?.edges.find((one) => one.id === (plus ?? line))
  if (edge) return onEdge(workflow, edge)
  const state = id === undefined ? undefined : workflow.states.get(id)
  const node = layout?.nodes.find((one) => one.id === id)
  if (!state || !node) return null
  // Of a box only the head is the state itself.
  const head = isBox(node) ? Math.min(node.height, HEAD) : node.height
  if (y > node.y + head) return null
  const side = isFinal(state) || y < node.y + head * 0.4 ? 'before' : 'after'
  return { kind: 'place', place: { kind: side, state: state.id }, on: { kind: side, id: state.id } }
}

function onEdge(workflow: WorkflowDocument, edge: FlowEdge): DropTarget | null {
  const place = placeOn(workflow, edge)
  return place && { kind: 'place', place, on: { kind: 'edge', id: edge.id } }
}

/** What is moved cannot go into itself. */
function isAllowed(workflow: WorkflowDocument, dragged: Dragged, target: DropTarget): boolean {
  if (dragged.kind !== 'states' || target.kind !== 'place') return true
  const { place } = target
  if (place.kind === 'into') return !dragged.states.some((state) => startsWith(place.scope, workflow.states.get(state)?.path))
  if (place.kind !== 'between') return !isWithin(workflow, place.state, dragged.states)
  const scope = place.transition.kind === 'start' ? place.transition.scope : null
  if (scope) return !dragged.states.some((state) => startsWith(scope, workflow.states.get(state)?.path))
  return !(isWithin(workflow, place.from, dragged.states) && (place.to === null || isWithin(workflow, place.to, dragged.states)))
}

function endOfLine(workflow: WorkflowDocument, elements: readonly Element[], from: string): DropTarget | null {
  for (const element of elements) {
    const hit = element.closest<HTMLElement>('[data-state], [data-dot]')
    if (hit?.dataset.dot === 'End' && workflow.states.get(from)?.type !== 'Choice') return { kind: 'end of line', to: 'END' }
    const to = hit?.dataset.state
    if (to !== undefined) return targetsOf(workflow, from).some((state) => state.id === to) ? { kind: 'end of line', to } : null
  }
  return null
}

function nearestEdge(layout: FlowLayout, { x, y }: { x: number; y: number }, within: number): FlowEdge | null {
  let nearest: FlowEdge | null = null
  let least = within
  for (const edge of layout.edges) {
    const distance = Math.hypot(edge.plusAt.x - x, edge.plusAt.y - y)
    if (distance >= least) continue
    nearest = edge
    least = distance
  }
  return nearest
}

export function isBox(node: FlowNode): boolean {
  return node.kind === 'Parallel' || node.kind === 'Map'
}

function pushAt(viewing: Viewing, x: number, y: number): { x: number; y: number } | null {
  const room = viewing.room
  if (!room || x < room.left || x > room.right || y < room.top || y > room.bottom) return null
  const push = (before: number, after: number) => {
    if (before < BORDER) return PAN_MOST * (1 - before / BORDER)
    return after < BORDER ? -PAN_MOST * (1 - after / BORDER) : 0
  }
  const by = { x: push(x - room.left, room.right - x), y: push(y - room.top, room.bottom - y) }
  return by.x === 0 && by.y === 0 ? null : by
}
