import { queryOptions } from '@tanstack/react-query'

import { countStates, readWorkflow } from './definition.ts'
import type { FlowLayout } from './layout.ts'

/** A definition of more states than this is laid out beside the page, which stays quick meanwhile. */
const STATES_INLINE_MAX = 150

/** The picture of a definition: the same text has the same picture. Null when it cannot be drawn. */
export function layoutQuery(text: string) {
  return queryOptions({ queryKey: ['workflow-layout', text], queryFn: () => lay(text), staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000 })
}

async function lay(text: string): Promise<FlowLayout | null> {
  const workflow = readWorkflow(text)
  if (!workflow) return null
  if (countStates(workflow) <= STATES_INLINE_MAX) return (await import('./layout.ts')).layoutOf(text)
  const worker = new Worker(new URL('./layout_worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<FlowLayout | null>) => resolve(event.data)
      worker.onerror = (event) => reject(new Error(event.message))
      worker.postMessage(text)
    })
  } finally {
    worker.terminate()
  }
}
