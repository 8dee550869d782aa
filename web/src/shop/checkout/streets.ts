import { queryOptions, useQuery } from '@tanstack/react-query'

import { answerOf, api } from '../../api/client.ts'
import { isRecord } from '../../api/problem.ts'
import { begins, folded } from '../search.ts'

/** A street of the town. House numbers are metres from its beginning, so its length is its last number. */
export type Street = { name: string; lastNumber: number }

/** So many are offered at once. */
const OFFERED = 6
/** The kinds of streets that the town tells apart. */
const KINDS = ['avenues', 'streets', 'lanes'] as const

const streets = queryOptions({
  queryKey: ['streets'],
  queryFn: async () => streetsOf(await answerOf(api.GET('/api/town'))),
  staleTime: Number.POSITIVE_INFINITY,
})

export function useStreets(): readonly Street[] {
  return useQuery(streets).data ?? []
}

/** The streets in the street graph, by name. */
export function streetsOf(town: unknown): Street[] {
  if (!isRecord(town) || !isNumbers(town.nodes)) return []
  const nodes = town.nodes
  const all = KINDS.flatMap((kind) => {
    const entries = town[kind]
    return Array.isArray(entries) ? entries.flatMap((entry) => streetOf(entry, nodes) ?? []) : []
  })
  return all.toSorted((a, b) => a.name.localeCompare(b.name, 'pt-BR'))
}

function streetOf(entry: unknown, nodes: readonly number[]): Street | null {
  if (!Array.isArray(entry)) return null
  const [name, way]: unknown[] = entry
  if (typeof name !== 'string' || !isNumbers(way)) return null
  const metres = way.slice(1).reduce((sum, node, index) => {
    const [x0, y0] = pointOf(nodes, way[index] ?? 0)
    const [x1, y1] = pointOf(nodes, node)
    return sum + Math.hypot(x1 - x0, y1 - y0)
  }, 0)
  return { name, lastNumber: Math.max(1, Math.floor(metres)) }
}

function pointOf(nodes: readonly number[], node: number): [number, number] {
  return [nodes[2 * node] ?? 0, nodes[2 * node + 1] ?? 0]
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number')
}

/** Streets with a word that begins like each word that is typed. */
export function streetsLike(all: readonly Street[], typed: string): Street[] {
  const wanted = folded(typed).split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return []
  return all.filter((street) => {
    const name = folded(street.name)
    return wanted.every((word) => begins(name, word))
  }).slice(0, OFFERED)
}

export function streetNamed(all: readonly Street[], name: string): Street | undefined {
  const wanted = folded(name)
  return all.find((street) => folded(street.name) === wanted)
}
