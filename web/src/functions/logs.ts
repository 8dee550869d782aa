import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'

import { AwsError, awsJson } from '../api/aws.ts'
import { isRecord } from '../api/problem.ts'

export type LogEvent = { eventId: string; timestamp: number; message: string; logStreamName: string }
export type LogStream = { logStreamName: string; lastEventTimestamp?: number }

/** More lines than this are read in a file, not on a screen: the oldest go. */
const LINES_MAX = 2_000
/** A page of AWS's has at most so many; so many pages are read at once. */
const PAGE_LINES = 1_000
const PAGES_MAX = 5
const TAIL_EVERY_MS = 2_000

/** A function that has written nothing has no group yet. */
function nothingYet(error: unknown): boolean {
  return error instanceof AwsError && error.code === 'ResourceNotFoundException'
}

export const streamsQuery = (group: string) =>
  queryOptions({
    queryKey: ['log-streams', group],
    queryFn: async () => {
      const request = { logGroupName: group, orderBy: 'LastEventTime', descending: true, limit: 20 }
      try {
        return (await awsJson<{ logStreams: LogStream[] }>('logs', 'DescribeLogStreams', request)).logStreams
      } catch (error) {
        if (nothingYet(error)) return []
        throw error
      }
    },
  })

export type LogFilter = { group: string; stream: string; pattern: string; minutes: number }

/** Follows a group: what was written since the last look is added to what is known. */
export function useLogTail(filter: LogFilter, isLive: boolean) {
  const queries = useQueryClient()
  const queryKey = ['logs', filter.group, filter.stream, filter.pattern, filter.minutes]
  return useQuery({
    queryKey,
    queryFn: async (): Promise<LogEvent[]> => {
      const known = queries.getQueryData<LogEvent[]>(queryKey) ?? []
      const begin = Date.now() - filter.minutes * 60_000
      const startTime = Math.max(begin, known.at(-1)?.timestamp ?? 0)
      return joined(known, await eventsSince(filter, startTime), begin)
    },
    refetchInterval: isLive ? TAIL_EVERY_MS : false,
    staleTime: 0,
  })
}

async function eventsSince(filter: LogFilter, startTime: number): Promise<LogEvent[]> {
  const found: LogEvent[] = []
  let nextToken: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const request = {
      logGroupName: filter.group,
      startTime,
      limit: PAGE_LINES,
      ...(filter.pattern ? { filterPattern: filter.pattern } : {}),
      ...(filter.stream ? { logStreamNames: [filter.stream] } : {}),
      ...(nextToken ? { nextToken } : {}),
    }
    try {
      const answer = await awsJson<{ events: LogEvent[]; nextToken?: string }>('logs', 'FilterLogEvents', request)
      found.push(...answer.events)
      nextToken = answer.nextToken
    } catch (error) {
      if (nothingYet(error)) return []
      throw error
    }
    if (!nextToken) break
  }
  return found
}

/** The events of both, each once, in their order, without those from before `begin`. */
export function joined(known: readonly LogEvent[], found: readonly LogEvent[], begin: number): LogEvent[] {
  const ids = new Set(known.map((event) => event.eventId))
  const all = [...known, ...found.filter((event) => !ids.has(event.eventId))].filter((event) => event.timestamp >= begin)
  return all.sort((one, other) => one.timestamp - other.timestamp).slice(-LINES_MAX)
}

export type LogLine = { level: 'error' | 'warning' | 'info' | 'platform'; text: string }

/** A line as people read it: of a JSON line its message, and how bad it is. */
export function lineOf(message: string): LogLine {
  const text = message.trimEnd()
  if (/^(START|END|REPORT|INIT_START) /.test(text)) return { level: 'platform', text }
  const parsed = parsedLine(text)
  if (parsed) {
    if (typeof parsed.type === 'string' && parsed.type.startsWith('platform.')) return { level: 'platform', text: `${parsed.type} ${JSON.stringify(parsed.record ?? {})}` }
    const level = String(parsed.level ?? '').toUpperCase()
    const { message: words, errorMessage, ...others } = parsed
    for (const known of ['timestamp', 'time', 'level', 'requestId', 'AWSRequestId', 'function_name']) delete others[known]
    const said = typeof words === 'string' ? words : words === undefined ? String(errorMessage ?? '') : JSON.stringify(words)
    const rest = Object.keys(others).length > 0 ? ` ${JSON.stringify(others)}` : ''
    return { level: level === 'ERROR' || level === 'FATAL' || level === 'CRITICAL' ? 'error' : level.startsWith('WARN') ? 'warning' : 'info', text: `${said}${rest}`.trim() }
  }
  if (/\[ERROR\]|\tERROR\t|^Traceback|Task timed out/.test(text)) return { level: 'error', text }
  return { level: /\[WARNING\]|\tWARN\t/.test(text) ? 'warning' : 'info', text }
}

function parsedLine(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null
  try {
    const parsed: unknown = JSON.parse(text)
    return isRecord(parsed) ? parsed : null
  } catch {
    return null
  }
}
