import type { Schema } from '../api/client.ts'

/** Where an order is: the closed list that server and screens share. */
export type Status = Schema['OrderView']['status']

/** The stops of the journey that is shown. */
export const stops = ['asked', 'paid', 'kitchen', 'road', 'home'] as const
export type Stop = (typeof stops)[number]

/** An order is under way at a stop, has come home, or has ended before it could. */
export type Phase = { kind: 'under-way'; stop: Stop } | { kind: 'delivered' } | { kind: 'called-off' }

const underWay = (stop: Stop): Phase => ({ kind: 'under-way', stop })

const phases: Record<Status, Phase> = {
  RECEIVED: underWay('asked'),
  CHECKING: underWay('asked'),
  NEEDS_CHOICE: underWay('asked'),
  QUOTED: underWay('asked'),
  AWAITING_CONFIRMATION: underWay('asked'),
  AWAITING_PAYMENT: underWay('paid'),
  CONFIRMED: underWay('kitchen'),
  PREPARING: underWay('kitchen'),
  READY: underWay('kitchen'),
  COURIER_ASSIGNED: underWay('kitchen'),
  AT_STORE: underWay('kitchen'),
  ON_THE_WAY: underWay('road'),
  ARRIVED: underWay('home'),
  DELIVERED: { kind: 'delivered' },
  CANCELLED: { kind: 'called-off' },
  RETURNED: { kind: 'called-off' },
  FAILED: { kind: 'called-off' },
}

export function phaseOf(status: Status): Phase {
  return phases[status]
}

export function isOver(status: Status): boolean {
  return phases[status].kind !== 'under-way'
}

export type StopState = 'done' | 'here' | 'ahead'

/** How each stop stands; all are behind an order that has come home. */
export function stopStates(phase: Phase): Record<Stop, StopState> {
  const at = phase.kind === 'under-way' ? stops.indexOf(phase.stop) : phase.kind === 'delivered' ? stops.length : -1
  const state = (stop: Stop): StopState => {
    const index = stops.indexOf(stop)
    return index < at ? 'done' : index === at ? 'here' : 'ahead'
  }
  return { asked: state('asked'), paid: state('paid'), kitchen: state('kitchen'), road: state('road'), home: state('home') }
}
