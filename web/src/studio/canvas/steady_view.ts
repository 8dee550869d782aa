import { useEffectEvent, useLayoutEffect, useMemo, useRef } from 'react'

import type { StateId } from '../../workflow/definition.ts'
import type { FlowLayout } from '../../workflow/layout.ts'
import { isState } from '../../workflow/neighbours.ts'
import type { Viewing } from '../../workflow/viewport.ts'

/** Where the tab key comes to: what is chosen, or where it starts. */
export function useEntry(layout: FlowLayout | null, selection: readonly StateId[], startAt: StateId): StateId | null {
  return useMemo(() => {
    const has = (id: string | undefined) => id !== undefined && layout?.nodes.some((node) => node.id === id)
    const chosen = selection.at(-1)
    if (chosen !== undefined && has(chosen)) return chosen
    return has(startAt) ? startAt : (layout?.nodes.find(isState)?.id ?? null)
  }, [layout, selection, startAt])
}

/** What one works on stays where it is on the screen when the picture is made anew around it. */
export function useSteadyView(viewing: Viewing, layout: FlowLayout | null, entry: StateId | null): void {
  const shown = useRef<FlowLayout | null>(null)
  const keep = useEffectEvent(() => {
    const before = shown.current
    shown.current = layout
    if (!layout || layout === before) return
    const find = (from: FlowLayout, id: string | null) => from.nodes.find((node) => node.id === id)
    if (!before) return viewing.begin(layout, find(layout, entry) ?? null)
    const now = find(layout, entry)
    const then = find(before, entry)
    const start = (from: FlowLayout) => from.nodes.find((node) => node.kind === 'Start')
    const [one, other] = now && then ? [now, then] : [start(layout), start(before)]
    const { scale } = viewing.now()
    if (one && other) viewing.panBy((other.x + other.width / 2 - one.x - one.width / 2) * scale, (other.y - one.y) * scale)
  })
  useLayoutEffect(() => keep(), [layout])
}
