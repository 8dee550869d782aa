import { queryOptions } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'

export type Courier = {
  id: string
  name: string
  state: Schema['CourierStateView']
  /** Which order they bring. */
  order?: string | null
  point: Schema['PointView']
  heading: number
  seen_at: string
}

/** The stream tells of those who bring something; who comes and goes is asked for now and then. */
const READ_EVERY_MS = 5_000

export const couriers = queryOptions({
  queryKey: ['board', 'couriers'],
  queryFn: async (): Promise<readonly Courier[]> => (await answerOf(api.GET('/api/board/couriers'))).items,
  refetchInterval: READ_EVERY_MS,
})

export function withCourier(known: readonly Courier[], told: Courier): readonly Courier[] {
  return known.some(({ id }) => id === told.id) ? known.map((one) => (one.id === told.id ? told : one)) : [...known, told]
}

export const isFree = (courier: Courier) => courier.state === 'FREE'

/** Somebody comes to work, or goes home. */
export function settleCourier(courier: Courier, state: 'FREE' | 'OFF'): Promise<Courier> {
  const { id, name, point } = courier
  return answerOf(api.PUT('/api/board/couriers/{courier}', { params: { path: { courier: id } }, body: { name, state, point } }))
}
