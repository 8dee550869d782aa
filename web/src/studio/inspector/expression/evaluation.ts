import { queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { answerOf, api, type Schema } from '../../../api/client.ts'
import { asJson } from '../../../workflow/json.ts'
import type { Json } from '../../../workflow/syntax.ts'

/** What the engine makes of expressions: it evaluates them, never the browser. */

export type Wish = Schema['EvaluateWish']
export type Trouble = Schema['TroubleView']
export type Evaluated = { value: Json } | { error: Trouble }

/** Writing rests for so long before what was written is evaluated. */
const REST_MS = 250

async function evaluate(wish: Wish, signal: AbortSignal): Promise<Evaluated | null> {
  const [first] = await answerOf(api.POST('/api/console/studio/evaluate', { body: wish, signal }))
  if (!first) return null
  return 'error' in first ? first : { value: asJson(first.value) }
}

function evaluationQuery(wish: Wish | null) {
  return queryOptions({
    queryKey: ['studio-evaluate', wish],
    queryFn: wish === null ? skipToken : ({ signal }) => evaluate(wish, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  })
}

/** What one expression or template gives; a question that is overtaken is given up. Null: nothing to ask. */
export function useEvaluation(wish: Wish | null) {
  const key = JSON.stringify(wish)
  const [asked, setAsked] = useState({ key, wish })
  useEffect(() => {
    if (asked.key === key) return
    const timer = setTimeout(() => setAsked({ key, wish }), REST_MS)
    return () => clearTimeout(timer)
  })
  const query = useQuery({ ...evaluationQuery(wish === null ? null : asked.wish), placeholderData: wish === null ? undefined : (before) => before })
  return { data: wish === null ? undefined : query.data, error: wish === null ? null : query.error, isOld: asked.key !== key || query.isPlaceholderData }
}
