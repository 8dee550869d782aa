import { queryOptions } from '@tanstack/react-query'

import { consoleApi, question } from '../api/console.ts'
import type { Month } from './month.ts'

export type CostLine = {
  service: string
  what: string
  quantity: number
  unit: string
  price_per_unit: number
  /** So many units cost nothing in a month. */
  free: number
  cost: number
  /** How exact the quantity is. */
  note: 'by_size' | 'by_state' | null
}

export type Cost = {
  month: Month
  currency: string
  region: string
  prices_as_of: string
  /** Nothing was counted where it is null. */
  since: string | null
  lines: CostLine[]
  total: number
  projected: number
  orders: number
  per_order: number | null
  not_counted: string[]
}

/** The server writes down once a minute what was used. */
const COST_EVERY_MS = 15_000

export function costQuery(month: Month, isCurrent: boolean) {
  return queryOptions({
    queryKey: ['cost', month],
    queryFn: () => consoleApi<Cost>('GET', `/cost${question({ month })}`),
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
