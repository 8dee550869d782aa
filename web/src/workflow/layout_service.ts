import { countStates, type Scope, type State, type Workflow } from './definition.ts'
import { type FlowLayout, layoutWorkflow } from './layout.ts'

/** Lays workflows out: small ones at once, large ones in a worker, beside the page, which stays quick meanwhile. */

/** A workflow of more states than this is laid out by the worker. */
const STATES_INLINE_MAX = 150

export type LayoutRequest = { id: number; workflow: Workflow }
export type LayoutAnswer = { id: number; layout: FlowLayout }

export function isLaidOutAtOnce(workflow: Workflow): boolean {
  return countStates(workflow) <= STATES_INLINE_MAX
}

export async function layOut(workflow: Workflow): Promise<FlowLayout> {
  if (isLaidOutAtOnce(workflow)) return layoutWorkflow(workflow)
  try {
    return await inWorker(workflow)
  } catch {
    // Where no worker can be had it takes its time on the page.
    return layoutWorkflow(workflow)
  }
}

type Waiting = { resolve: (layout: FlowLayout) => void; reject: (error: Error) => void }

const waiting = new Map<number, Waiting>()
let worker: Worker | null = null
let asked = 0

function inWorker(workflow: Workflow): Promise<FlowLayout> {
  const id = ++asked
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    worker ??= startWorker()
    worker.postMessage({ id, workflow: { ...workflow, ...shapeOf(workflow) } } satisfies LayoutRequest)
  })
}

/** One for the whole page, which is kept: it is quicker the second time. */
function startWorker(): Worker {
  const started = new Worker(new URL('./layout_worker.ts', import.meta.url), { type: 'module' })
  started.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => {
    waiting.get(data.id)?.resolve(data.layout)
    waiting.delete(data.id)
  }
  started.onerror = (event) => {
    started.terminate()
    worker = null
    for (const { reject } of waiting.values()) reject(new Error(event.message))
    waiting.clear()
  }
  return started
}

/** A scope without what is written in its states: the worker needs to know only what leads where. */
function shapeOf(scope: Scope): Scope {
  return { ...scope, states: scope.states.map((state): State => ({ ...state, source: {}, scopes: state.scopes.map(shapeOf) })) }
}
