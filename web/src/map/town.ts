import { queryOptions, useQuery } from '@tanstack/react-query'

import { answerOf, api } from '../api/client.ts'
import { isRecord } from '../api/problem.ts'

/** A street: its name, and the nodes that it goes through. */
export type Course = readonly [name: string, nodes: readonly number[]]

export type AreaKind = 'park' | 'square' | 'water'
export type Area = { name: string; kind: AreaKind; outline: readonly number[] }

/** The street graph that couriers are routed on, and the map is drawn from. */
export type Town = {
  name: string
  areas: readonly Area[]
  /** `x` and `y` in turn. */
  nodes: readonly number[]
  avenues: readonly Course[]
  streets: readonly Course[]
  lanes: readonly Course[]
  bridges: readonly { name: string; nodes: readonly [number, number] }[]
}

function isTown(value: unknown): value is Town {
  if (!isRecord(value)) return false
  return ['areas', 'nodes', 'avenues', 'streets', 'lanes', 'bridges'].every((part) => Array.isArray(value[part]))
}

async function readTown(): Promise<Town> {
  const town = await answerOf(api.GET('/api/town'))
  if (!isTown(town)) throw new Error('this is not a town')
  return town
}

/** It does not change while a server runs. */
export const townQuery = queryOptions({ queryKey: ['town'], queryFn: readTown, staleTime: Number.POSITIVE_INFINITY })

/** The town, once it is there. Pages work without it: the map is one of several ways to say where an order is. */
export function useTown(): Town | null {
  return useQuery(townQuery).data ?? null
}
