import { queryOptions } from '@tanstack/react-query'

import { readWorkflow } from './definition.ts'
import type { FlowLayout } from './layout.ts'
import { layOut } from './layout_service.ts'

/** The picture of a definition: the same text has the same picture. Null when it cannot be drawn. */
export function layoutQuery(text: string) {
  return queryOptions({ queryKey: ['workflow-layout', text], queryFn: () => lay(text), staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000 })
}

async function lay(text: string): Promise<FlowLayout | null> {
  const workflow = readWorkflow(text)
  return workflow && layOut(workflow)
}
