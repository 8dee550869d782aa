import { isRecord } from '../api/problem.ts'

/** What Lambda reports of an invocation at the end of its log. */
export type Report = { duration_ms: number | null; billed_ms: number | null; init_ms: number | null; memory_mb: number | null; used_mb: number | null }

/** Reads the last report, as a line for people or as a JSON record. */
export function reportOf(log: string): Report | null {
  for (const line of log.trimEnd().split('\n').reverse()) {
    if (line.startsWith('REPORT RequestId:')) return ofLine(line)
    const record = recordOf(line)
    if (record) return record
  }
  return null
}

function ofLine(line: string): Report {
  const number = (name: string) => {
    const found = new RegExp(`(?:^|\\t)${name}: ([\\d.]+) (?:ms|MB)`).exec(line)
    return found ? Number(found[1]) : null
  }
  // The duration itself follows the id of the request.
  return { duration_ms: number('Duration'), billed_ms: number('Billed Duration'), init_ms: number('Init Duration'), memory_mb: number('Memory Size'), used_mb: number('Max Memory Used') }
}

function recordOf(line: string): Report | null {
  if (!line.startsWith('{')) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return null
  }
  if (!isRecord(parsed) || parsed.type !== 'platform.report' || !isRecord(parsed.record) || !isRecord(parsed.record.metrics)) return null
  const metrics = parsed.record.metrics
  const number = (name: string) => (typeof metrics[name] === 'number' ? metrics[name] : null)
  return { duration_ms: number('durationMs'), billed_ms: number('billedDurationMs'), init_ms: number('initDurationMs'), memory_mb: number('memorySizeMB'), used_mb: number('maxMemoryUsedMB') }
}

/** What a function that failed answers: the error's name and words, and where it came from. */
export type Thrown = { type: string; message: string; stack: string[] }

export function thrownOf(payload: string): Thrown {
  let parsed: unknown
  try {
    parsed = JSON.parse(payload)
  } catch {
    return { type: '', message: payload, stack: [] }
  }
  if (!isRecord(parsed)) return { type: '', message: payload, stack: [] }
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const lines: unknown[] = Array.isArray(parsed.stackTrace) ? parsed.stackTrace : Array.isArray(parsed.trace) ? parsed.trace : []
  const stack = lines.flatMap((line) => (typeof line === 'string' ? line.trimEnd().split('\n') : Array.isArray(line) ? [line.join(' ')] : []))
  return { type: text(parsed.errorType), message: text(parsed.errorMessage) || payload, stack }
}
