import { describe, expect, it } from 'vitest'

import { reportOf, thrownOf } from './report.ts'

describe('report', () => {
  it('reads the line for people', () => {
    const log = 'START RequestId: 1 Version: $LATEST\nhello\nEND RequestId: 1\nREPORT RequestId: 1\tDuration: 12.34 ms\tBilled Duration: 113 ms\tMemory Size: 128 MB\tMax Memory Used: 31 MB\tInit Duration: 100.10 ms\t\n'
    expect(reportOf(log)).toEqual({ duration_ms: 12.34, billed_ms: 113, init_ms: 100.1, memory_mb: 128, used_mb: 31 })
  })

  it('reads the JSON record', () => {
    const record = { time: 't', type: 'platform.report', record: { requestId: '1', metrics: { durationMs: 2.5, billedDurationMs: 3, memorySizeMB: 256, maxMemoryUsedMB: 40 }, status: 'success' } }
    expect(reportOf(`{"level":"INFO"}\n${JSON.stringify(record)}\n`)).toEqual({ duration_ms: 2.5, billed_ms: 3, init_ms: null, memory_mb: 256, used_mb: 40 })
  })

  it('is not there when the log has none, whatever else it has', () => {
    expect(reportOf('')).toBeNull()
    expect(reportOf('{not json\nREPORT of sales')).toBeNull()
  })
})

describe('what a function throws', () => {
  it('reads errors of Python and Node.js', () => {
    expect(thrownOf(JSON.stringify({ errorMessage: "'x'", errorType: 'KeyError', requestId: '1', stackTrace: ['  File "/var/task/app.py", line 5, in handler\n    event["x"]\n'] }))).toEqual({
      type: 'KeyError',
      message: "'x'",
      stack: ['  File "/var/task/app.py", line 5, in handler', '    event["x"]'],
    })
    expect(thrownOf(JSON.stringify({ errorType: 'TypeError', errorMessage: 'no', trace: ['TypeError: no', '    at handler'] })).stack).toEqual(['TypeError: no', '    at handler'])
  })

  it('gives anything else as it is', () => {
    expect(thrownOf('"late"').message).toBe('"late"')
    expect(thrownOf('<html>')).toEqual({ type: '', message: '<html>', stack: [] })
  })
})
