import { useNavigate, useSearch } from '@tanstack/react-router'

import { isKitchenStage, type KitchenStage, kitchenStages } from './stage.ts'

export const panels = ['stock', 'couriers', 'settings', 'shortcuts'] as const
export type Panel = (typeof panels)[number]

/** A column of the board; a phone shows one at a time. */
export type Column = 'new' | KitchenStage
export const columns: readonly Column[] = ['new', ...kitchenStages]

/** What of the board is looked at, as its address says: `/board?order=…&panel=…&column=…`. */
export type Place = { order: string | null; panel: Panel | null; column: Column }

export function usePlace(): { place: Place; go: (to: Partial<Place>) => void } {
  const search = useSearch({ from: '/board' })
  const navigate = useNavigate()
  const place: Place = {
    order: search.order ?? null,
    panel: panels.find((panel) => panel === search.panel) ?? null,
    column: columns.find((column) => column === search.column) ?? 'new',
  }
  const go = (to: Partial<Place>) => {
    const { order, panel, column } = { ...place, ...to }
    const next = { ...(order ? { order } : {}), ...(panel ? { panel } : {}), ...(isKitchenStage(column) ? { column } : {}) }
    void navigate({ to: '/board', search: next, replace: to.column !== undefined })
  }
  return { place, go }
}
