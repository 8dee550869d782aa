import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'

import type { Workflow } from './definition.ts'
import { type FlowLayout, layoutWorkflow } from './layout.ts'
import { Latest } from './layout_latest.ts'
import { isLaidOutAtOnce, layOut } from './layout_service.ts'

/**
 * The picture of a workflow that is being worked on. A small one is there at once; until that of a large one is made the one
 * before it is shown, and null where there was none.
 */
export function useLayout(workflow: Workflow): FlowLayout | null {
  const [latest] = useState(() => new Latest(layOut))
  const atOnce = useMemo(() => (isLaidOutAtOnce(workflow) ? layoutWorkflow(workflow) : null), [workflow])
  useEffect(() => {
    if (atOnce) latest.show(atOnce)
    else latest.want(workflow)
  }, [atOnce, latest, workflow])
  const shown = useSyncExternalStore(latest.subscribe, latest.shown)
  return atOnce ?? shown
}
