import { queryOptions } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import type { Month } from './month.ts'

export type Cost = Schema['CostView']
export type CostLine = Schema['CostLineView']

/** The server writes down once a minute what was used. */
const COST_EVERY_MS = 15_000

export function costQuery(month: Month, isCurrent: boolean) {
  return queryOptions({
    queryKey: ['cost', month],
    queryFn: () => answerOf(api.GET('/api/console/cost', { params: { query: { month } } })),
    refetchInterval: isCurrent ? COST_EVERY_MS : false,
  })
}

/** The lines of each service, in the order in which the services come first. */
export function byService(lines: readonly CostLine[]): { service: string; lines: CostLine[]; cost: number }[] {
  const services = [...new Set(lines.map((line) => line.service))]
  return services.map((service) => {
    const own = lines.filter((line) => line.service === service)
    return { service, lines: own, cost: own.reduce((sum, line) => sum + line.cost, 0) }
  })
}
