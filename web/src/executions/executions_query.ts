import { infiniteQueryOptions, type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useEffectEvent, useMemo, useRef, useState } from 'react'

import { countsQuery, readExecution } from '../api/console_queries.ts'
import { type Execution, isCounts } from '../api/execution.ts'
import { type ExecutionsPage, readExecutions } from '../api/executions_page.ts'
import { type StreamState, useStream } from '../api/live.ts'
import { isRecord } from '../api/problem.ts'
import { filterQuestion, type Filters } from './filters.ts'

const PAGE_ROWS = 100
/** Rows that are told to have changed are read again one by one up to so many; the rest are when they are next looked at. */
const CHANGED_ROWS_MAX = 20
/** News is read at most so often. */
const NEWS_PAUSE_MS = 800

export function executionsPage(filters: Filters, cursor: string | null, limit: number, signal?: AbortSignal): Promise<ExecutionsPage> {
  return readExecutions({ ...filterQuestion(filters), limit, cursor: cursor ?? undefined }, signal)
}

export function executionsQuery(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ['executions', filters],
    queryFn: ({ pageParam, signal }) => executionsPage(filters, pageParam, PAGE_ROWS, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: ExecutionsPage) => page.next,
    // The stream tells what changes.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
}

type Rows = InfiniteData<ExecutionsPage>

type LiveList = {
  stream: StreamState
  /** How many executions there are above the first row that were not there when the list was read. */
  newcomers: number
  showNewcomers: () => void
}

/** Keeps a list up to date in its place: rows that change do so where they are, new ones wait until they are asked for. */
export function useLiveExecutions(filters: Filters): LiveList {
  const queries = useQueryClient()
  const options = executionsQuery(filters)
  const key = JSON.stringify(options.queryKey)
  const [waiting, setWaiting] = useState<{ key: string; items: Execution[] }>({ key, items: [] })
  const newcomers = waiting.key === key ? waiting.items : []
  const changed = useRef(new Set<string>())
  const isReading = useRef(false)

  const readNews = async () => {
    const arns = new Set(changed.current)
    changed.current.clear()
    const known = queries.getQueryData(options.queryKey)
    if (!known) return
    const first = await executionsPage(filters, null, PAGE_ROWS)
    const fresh = new Map(first.items.map((item) => [item.arn, item]))
    const shown = new Set(known.pages.flatMap((page) => page.items.map((item) => item.arn)))
    const elsewhere = [...arns].filter((arn) => shown.has(arn) && !fresh.has(arn)).slice(0, CHANGED_ROWS_MAX)
    const read = await Promise.allSettled(elsewhere.map(readExecution))
    for (const one of read) if (one.status === 'fulfilled') fresh.set(one.value.arn, one.value)
    queries.setQueryData(options.queryKey, (rows) => rows && patched(rows, fresh, first.total))
    setWaiting({ key, items: first.items.filter((item) => !shown.has(item.arn)) })
  }

  const onNews = useEffectEvent(async () => {
    if (isReading.current) return
    isReading.current = true
    try {
      while (changed.current.size > 0) {
        await readNews().catch(() => undefined)
        await new Promise((resolve) => setTimeout(resolve, NEWS_PAUSE_MS))
      }
    } finally {
      isReading.current = false
    }
  })

  const stream = useStream('/api/console/events', {
    executions: (data) => {
      if (!isRecord(data)) return
      if (filters.machine === '' && isCounts(data.counts)) queries.setQueryData(countsQuery('').queryKey, data.counts)
      else void queries.invalidateQueries({ queryKey: countsQuery(filters.machine).queryKey })
      const arns = Array.isArray(data.changed) ? data.changed.map(String) : ['']
      for (const arn of arns) changed.current.add(arn)
      void onNews()
    },
  })

  return useMemo(
    () => ({
      stream,
      newcomers: newcomers.length,
      showNewcomers: () => {
        queries.setQueryData(options.queryKey, (rows) => rows && withNewcomers(rows, newcomers))
        setWaiting({ key, items: [] })
      },
    }),
    [stream, newcomers, queries, options.queryKey, key],
  )
}

/** Only what has changed is another object: all other rows need not be drawn anew. */
function patched(rows: Rows, fresh: ReadonlyMap<string, Execution>, total: number): Rows {
  const pages = rows.pages.map((page) => {
    let isChanged = page.total !== total
    const items = page.items.map((item) => {
      const now = fresh.get(item.arn)
      if (!now || isSame(item, now)) return item
      isChanged = true
      return now
    })
    return isChanged ? { ...page, items, total } : page
  })
  return { ...rows, pages }
}

function isSame(one: Execution, other: Execution): boolean {
  return (
    one.status === other.status &&
    one.stopped_at === other.stopped_at &&
    one.redrive_count === other.redrive_count &&
    one.error === other.error &&
    one.order?.status === other.order?.status &&
    one.current.join() === other.current.join()
  )
}

function withNewcomers(rows: Rows, newcomers: Execution[]): Rows {
  const [first, ...rest] = rows.pages
  return first ? { ...rows, pages: [{ ...first, items: [...newcomers, ...first.items] }, ...rest] } : rows
}
