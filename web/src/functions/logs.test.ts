import { describe, expect, it } from 'vitest'

import { joined, lineOf, type LogEvent } from './logs.ts'

const event = (eventId: string, timestamp: number): LogEvent => ({ eventId, timestamp, message: eventId, logStreamName: 's' })

describe('a tail of a log', () => {
  it('has each line once, in order, and forgets what is too old', () => {
    const known = [event('a', 1), event('b', 2)]
    expect(joined(known, [event('b', 2), event('d', 4), event('c', 3)], 2).map((one) => one.eventId)).toEqual(['b', 'c', 'd'])
  })
})

describe('a line of a log', () => {
  it('is read as the runtimes write it', () => {
    expect(lineOf('REPORT RequestId: 1\tDuration: 1 ms\n')).toEqual({ level: 'platform', text: 'REPORT RequestId: 1\tDuration: 1 ms' })
    expect(lineOf('{"timestamp":"t","level":"ERROR","message":"no","requestId":"1","errorType":"KeyError"}')).toEqual({ level: 'error', text: 'no {"errorType":"KeyError"}' })
    expect(lineOf('{"level":"WARN","message":{"left":1}}')).toEqual({ level: 'warning', text: '{"left":1}' })
    expect(lineOf('[ERROR] KeyError: x').level).toBe('error')
    expect(lineOf('{ not json')).toEqual({ level: 'info', text: '{ not json' })
  })
})
