import type { Actions } from './actions.ts'
import type { Dragged, DropTarget, Workbench } from './workbench.ts'

/** Dragging by pointer events, which mice, pens and fingers have alike. */

/** Less is a click by an unsteady hand. */
const DISTANCE = 5

/** A finger that rests so long picks up; one that moves before scrolls or pans. */
const HOLD_MS = 350

/** The picture moves when what is dragged rests at its border for so many frames. */
const REST_FRAMES = 15

type Pickup = { dragged: () => Dragged; workbench: Workbench; actions: Actions; /** A finger moved before it had rested. */ onScroll?: () => void }

/** From a pointer that is pressed: a drag begins when it has moved a little, by a finger when it has rested. */
export function pickUp(down: PointerEvent, { dragged, workbench, actions, onScroll }: Pickup): void {
  const isFinger = down.pointerType === 'touch'
  const done = new AbortController()
  const { signal } = done
  const begin = (x: number, y: number) => {
    done.abort()
    follow(down.pointerId, dragged(), x, y, workbench, actions)
  }
  const timer = isFinger ? setTimeout(() => begin(down.clientX, down.clientY), HOLD_MS) : 0
  signal.addEventListener('abort', () => clearTimeout(timer))
  const move = (event: PointerEvent) => {
    if (event.pointerId !== down.pointerId || Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < DISTANCE) return
    if (!isFinger) return begin(event.clientX, event.clientY)
    done.abort()
    onScroll?.()
  }
  const end = (event: PointerEvent) => event.pointerId === down.pointerId && done.abort()
  addEventListener('pointermove', move, { signal })
  addEventListener('pointerup', end, { signal })
  addEventListener('pointercancel', end, { signal })
}

function follow(pointerId: number, dragged: Dragged, startX: number, startY: number, workbench: Workbench, actions: Actions): void {
  const done = new AbortController()
  const { signal } = done
  let x = startX
  let y = startY
  const show = () => workbench.drag({ dragged, x, y, target: workbench.ground?.targetAt(x, y, dragged) ?? null })
  const stop = () => {
    done.abort()
    workbench.drag(null)
  }
  addEventListener('pointermove', (event) => {
    if (event.pointerId !== pointerId) return
    x = event.clientX
    y = event.clientY
    show()
  }, { signal })
  addEventListener('pointerup', (event) => {
    if (event.pointerId !== pointerId) return
    const target = workbench.ground?.targetAt(event.clientX, event.clientY, dragged) ?? null
    // The button that is let go of was not clicked.
    addEventListener('click', (click) => { click.stopPropagation(); click.preventDefault() }, { capture: true, once: true, signal: AbortSignal.timeout(50) })
    stop()
    if (target) drop(dragged, target, { x: event.clientX, y: event.clientY, isCatch: event.altKey }, actions)
  }, { signal })
  addEventListener('pointercancel', (event) => event.pointerId === pointerId && stop(), { signal })
  // A finger that drags does not scroll the page.
  addEventListener('touchmove', (event) => event.preventDefault(), { signal, passive: false })
  addEventListener('contextmenu', (event) => event.preventDefault(), { signal, capture: true })
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    stop()
  }, { signal, capture: true })
  let atBorder = 0
  const pan = () => {
    if (signal.aborted) return
    // On its way in from beside the canvas it only passes the border.
    atBorder = workbench.ground?.isAtBorder(x, y) ? atBorder + 1 : 0
    if (atBorder > REST_FRAMES) {
      workbench.ground?.panAtBorder(x, y)
      show()
    }
    requestAnimationFrame(pan)
  }
  pan()
  show()
}

function drop(dragged: Dragged, target: DropTarget, { x, y, isCatch }: { x: number; y: number; isCatch: boolean }, actions: Actions): void {
  if (target.kind === 'place' && dragged.kind === 'item') actions.insert(dragged.item, target.place)
  else if (target.kind === 'place' && dragged.kind === 'states') actions.move(dragged.states, target.place)
  else if (target.kind === 'end of line' && dragged.kind === 'line') actions.lead(dragged.from, target.to, { left: x, top: y, right: x, bottom: y }, isCatch)
}
