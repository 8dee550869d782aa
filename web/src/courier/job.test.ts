import { describe, expect, it } from 'vitest'

import { attemptsLeft, destination, type Job, nextStep } from './job.ts'

const home = { x: 300, y: -120 }
const store = { x: 0, y: 0 }
const job = (status: Job['status'], attempts = 0) => ({ status, attempts, address: { line: 'Rua das Acácias, 120', point: home } })

describe('what a courier does next', () => {
  it.each([
    ['READY', 'at-store', store],
    ['COURIER_ASSIGNED', 'at-store', store],
    ['AT_STORE', 'picked-up', store],
    ['ON_THE_WAY', 'arrived', home],
    ['ARRIVED', 'hand-over', home],
  ] as const)('%s: %s', (status, step, to) => {
    expect(nextStep(job(status))).toBe(step)
    expect(destination(job(status), store)).toEqual(to)
  })

  it('is to try once more at the door, then to bring it back', () => {
    expect([nextStep(job('ARRIVED', 1)), attemptsLeft(job('ARRIVED', 1))]).toEqual(['hand-over', 1])
    expect([nextStep(job('ARRIVED', 2)), attemptsLeft(job('ARRIVED', 2))]).toEqual(['returned', 0])
    expect(destination(job('ARRIVED', 2), store)).toEqual(store)
  })

  it.each(['DELIVERED', 'RETURNED', 'CANCELLED'] as const)('is nothing once it is %s', (status) => {
    expect(nextStep(job(status, 2))).toBeNull()
  })
})
