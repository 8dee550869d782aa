import { useSyncExternalStore } from 'react'

import type { Anchor } from '../../ui/popover.tsx'
import type { StateId } from '../../workflow/definition.ts'
import type { Place } from '../../workflow/edit.ts'
import type { PaletteItem } from '../palette/catalogue/item.ts'
import type { Session } from '../session.ts'
import { useSession } from '../session_context.tsx'

/** What is under way beside the document: something is dragged, something is asked, something was done and is told. */

/** Where states are shown and worked on by the same keys. */
export type Surface = 'canvas' | 'outline'

/** What is asked in a small window of its own. */
export type Question =
  | { kind: 'insert'; at: Place; anchor: Anchor }
  | { kind: 'connect'; from: StateId; anchor: Anchor }
  /** A line was drawn to a state: which way out of the first one is it? */
  | { kind: 'way'; from: StateId; to: StateId | 'END'; anchor: Anchor }
  /** What can be done with the states chosen. */
  | { kind: 'actions'; anchor: Anchor }
  /** What can be done with a line. */
  | { kind: 'line'; edge: string; anchor: Anchor }
  | { kind: 'find'; anchor: Anchor }
  | { kind: 'rename'; state: StateId; surface: Surface }
  | { kind: 'keys' }

export type Dragged =
  | { kind: 'item'; item: PaletteItem }
  | { kind: 'states'; states: readonly StateId[] }
  /** A new line from a state. */
  | { kind: 'line'; from: StateId }

/** What would happen if it were let go here, and what is marked on the canvas to say so. */
export type DropTarget =
  | { kind: 'place'; place: Place; on: { kind: 'edge' | 'area' | 'before' | 'after'; id: string } }
  | { kind: 'end of line'; to: StateId | 'END' }

export type Drag = { dragged: Dragged; x: number; y: number; target: DropTarget | null }

/** The canvas, for what comes from elsewhere. */
export type Ground = {
  /** Moves the picture so that the state is in its middle, and large enough to be read. */
  goTo: (state: StateId) => void
  targetAt: (x: number, y: number, dragged: Dragged) => DropTarget | null
  isAtBorder: (x: number, y: number) => boolean
  /** Moves the picture as when something is held at its border. */
  panAtBorder: (x: number, y: number) => void
}

type WorkbenchState = { question: Question | null; drag: Drag | null; said: string; focus: { state: StateId; surface: Surface } | null }

export class Workbench {
  #state: WorkbenchState = { question: null, drag: null, said: '', focus: null }
  readonly #listeners = new Set<() => void>()
  #asker: Element | null = null
  /** Where one was last: where the focus comes back to. */
  surface: Surface = 'canvas'
  ground: Ground | null = null

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly now = (): WorkbenchState => this.#state

  ask(question: Question): void {
    this.#asker = document.activeElement
    this.#change({ question })
  }

  /** The focus goes back to where it was, unless it is wanted elsewhere. */
  answered(): void {
    if (!this.#state.question) return
    const asker = this.#asker
    this.#asker = null
    this.#change({ question: null })
    if (this.#state.focus === null && asker instanceof HTMLElement && asker.isConnected) asker.focus({ preventScroll: true })
  }

  drag(drag: Drag | null): void {
    this.#change({ drag })
  }

  /** Tells what was done; the same words twice are told twice. */
  say(said: string): void {
    this.#change({ said: said === this.#state.said ? `${said}\u00a0` : said })
  }

  /** The state is to have the focus as soon as it is drawn. */
  focusOn(state: StateId): void {
    this.#change({ focus: { state, surface: this.surface } })
  }

  focused(): void {
    if (this.#state.focus) this.#change({ focus: null })
  }

  #change(members: Partial<WorkbenchState>): void {
    this.#state = { ...this.#state, ...members }
    for (const tell of this.#listeners) tell()
  }
}

const workbenches = new WeakMap<Session, Workbench>()

export function workbenchOf(session: Session): Workbench {
  const known = workbenches.get(session)
  if (known) return known
  const workbench = new Workbench()
  workbenches.set(session, workbench)
  return workbench
}

/** The one workbench of the session around. */
export function useWorkbench(): Workbench {
  return workbenchOf(useSession())
}

/** A part of what is under way; `select` must give the same object for the same state. */
export function useUnderWay<Part>(select: (state: WorkbenchState) => Part): Part {
  const workbench = useWorkbench()
  return useSyncExternalStore(workbench.subscribe, () => select(workbench.now()))
}
