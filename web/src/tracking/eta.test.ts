import { describe, expect, it } from 'vitest'

import { arrivalWords, etaOf, spanWords } from './eta.ts'
import type { Entry, Span } from './followed.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 26, 22, minute)).toISOString()
const span = (from: number, to: number): Span => ({ from: at(from), to: at(to) })
const entry = (number: number, event: string): Entry => ({ number, event, at: at(0), by: 'system', status: 'ON_THE_WAY', text: event })
const t = (id: string, args?: Record<string, unknown>) => (args ? `${id} ${JSON.stringify(args)}` : id)

describe('when it comes', () => {
  it('is on time within what was promised, and a little after', () => {
    expect(etaOf({ status: 'PREPARING', window: span(40, 50), promised: span(35, 50) }, [])?.kind).toBe('on-time')
    expect(etaOf({ status: 'PREPARING', window: { from: at(40), to: new Date(Date.parse(at(50)) + 59_000).toISOString() }, promised: span(35, 50) }, [])?.kind).toBe('on-time')
  })

  it('is late with the minutes, the promise and the last event that says why', () => {
    const timeline = [entry(1, 'PLACED'), entry(5, 'DELAYED'), entry(9, 'DELAYED'), entry(10, 'PICKED_UP')]
    const eta = etaOf({ status: 'ON_THE_WAY', window: span(50, 58), promised: span(35, 50) }, timeline)
    expect(eta).toMatchObject({ kind: 'late', minutes: 8, because: { number: 9 } })
  })

  it('says nothing of what is at the door or over', () => {
    for (const status of ['ARRIVED', 'DELIVERED', 'CANCELLED', 'RETURNED', 'FAILED'] as const) {
      expect(etaOf({ status, window: span(50, 58), promised: span(35, 50) }, [])).toBeNull()
    }
  })

  it('is written by the clocks of the store, as a window unless it is one minute', () => {
    const [first, last] = spanWords(span(40, 52), 'America/Sao_Paulo').split('–')
    expect(first).toMatch(/(19|7):40/)
    expect(last).toMatch(/(19|7):52/)
    expect(spanWords(span(40, 40), 'America/Sao_Paulo')).not.toContain('–')
  })

  it('says afterwards whether it came as promised', () => {
    expect(arrivalWords(at(49), span(35, 50), t)).toBe('tracking-came-on-time')
    expect(arrivalWords(at(57), span(35, 50), t)).toBe('tracking-came-late {"minutes":7}')
  })
})
