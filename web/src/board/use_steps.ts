import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { type BoardOrder } from './stage.ts'
import { asIf, type Step, take } from './steps.ts'
import { learnOrder } from './use_board.ts'

/** A step that the server has not answered yet, or has refused. */
type Taken = { step: Step; refused: unknown }

export type Steps = {
  /** The order as if the step had been taken, while nobody says otherwise. */
  shown: (order: BoardOrder) => BoardOrder
  isTaking: (order: string) => boolean
  refusedFor: (order: string) => unknown
  take: (order: BoardOrder, step: Step) => void
}

/** Steps show at once and are taken back when the server refuses them: the board itself stays what the server says. */
export function useSteps(): Steps {
  const client = useQueryClient()
  const [all, setAll] = useState<Readonly<Record<string, Taken>>>({})
  const settle = (order: string, taken: Taken | null) =>
    setAll(({ [order]: _, ...others }) => (taken ? { ...others, [order]: taken } : others))
  return {
    shown: (order) => {
      const taken = all[order.id]
      return taken && taken.refused === null ? asIf(order, taken.step) : order
    },
    isTaking: (order) => all[order]?.refused === null,
    refusedFor: (order) => all[order]?.refused ?? null,
    take: (order, step) => {
      if (all[order.id]?.refused === null) return
      settle(order.id, { step, refused: null })
      take(order.id, step)
        .then((answer) => {
          learnOrder(client, answer)
          settle(order.id, null)
        })
        .catch((refused: unknown) => settle(order.id, { step, refused }))
    },
  }
}
