import type { StateId } from '../../workflow/definition.ts'
import type { FlowLayout } from '../../workflow/layout.ts'
import { isState } from '../../workflow/neighbours.ts'
import type { Box, Viewing } from '../../workflow/viewport.ts'
import type { Session } from '../session.ts'
import type { Actions } from './actions.ts'
import { pickUp } from './drag.ts'
import type { Workbench } from './workbench.ts'

/** What a pointer does on the canvas: moves the picture, chooses, picks states up, draws lines. */

type Canvas = { viewing: Viewing; session: Session; workbench: Workbench; actions: Actions; layout: FlowLayout | null; onMarquee: (box: Box | null) => void }

export function pointerDown(event: PointerEvent, canvas: Canvas): void {
  const target = event.target instanceof Element ? event.target : null
  const { viewing, session, workbench, actions } = canvas
  if (!target || event.button > 1) return
  if (event.button === 1) return viewing.grab(event)
  const from = target.closest<HTMLElement>('[data-handle]')?.dataset.handle
  if (from !== undefined) return pickUp(event, { dragged: () => ({ kind: 'line', from }), workbench, actions })
  const state = target.closest<HTMLElement>('[data-state]')?.dataset.state
  if (state !== undefined) {
    return pickUp(event, {
      dragged: () => {
        const { selection } = session.now()
        if (!selection.includes(state)) session.select([state])
        return { kind: 'states', states: session.now().selection }
      },
      workbench,
      actions,
      onScroll: () => viewing.grab(event),
    })
  }
  if (target.closest('button, input, [role=img]')) return
  if (event.shiftKey) return marquee(event, canvas)
  viewing.grab(event, (hasMoved) => {
    if (!hasMoved) session.select([])
  })
}

/** A click on a state chooses it; with Shift or Ctrl it is added, or taken out. */
export function chooseByClick(state: StateId, isAdded: boolean, session: Session): void {
  const { selection } = session.now()
  if (!isAdded) session.select([state])
  else session.select(selection.includes(state) ? selection.filter((one) => one !== state) : [...selection, state])
}

function marquee(down: PointerEvent, { viewing, session, layout, onMarquee }: Canvas): void {
  const frame = down.currentTarget
  if (!(frame instanceof HTMLElement)) return
  const start = viewing.pointAt(down.clientX, down.clientY)
  const boxTo = (event: PointerEvent): Box => {
    const end = viewing.pointAt(event.clientX, event.clientY)
    return { x: Math.min(start.x, end.x), y: Math.min(start.y, end.y), width: Math.abs(end.x - start.x), height: Math.abs(end.y - start.y) }
  }
  const done = new AbortController()
  frame.setPointerCapture(down.pointerId)
  frame.addEventListener('pointermove', (event) => onMarquee(boxTo(event)), { signal: done.signal })
  frame.addEventListener('pointerup', (event) => layout && session.select(statesIn(layout, boxTo(event))), { signal: done.signal })
  frame.addEventListener('lostpointercapture', (event) => {
    if (event.target !== frame) return
    done.abort()
    onMarquee(null)
  }, { signal: done.signal })
}

/** The states in a box: of what is in a Parallel or a Map that is in it, only that. */
export function statesIn(layout: FlowLayout, box: Box): StateId[] {
  const isIn = (node: Box) => node.x >= box.x && node.y >= box.y && node.x + node.width <= box.x + box.width && node.y + node.height <= box.y + box.height
  const inside = new Map(layout.nodes.filter((node) => isState(node) && isIn(node)).map((node) => [node.id, node]))
  return [...inside.values()].filter((node) => node.within === null || !inside.has(node.within)).map((node) => node.id)
}
