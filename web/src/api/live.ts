import { useEffect, useEffectEvent, useState } from 'react'

/** `connecting` at first, `live` while events come, `waiting` for the server to come back. */
export type StreamState = 'connecting' | 'live' | 'waiting'

/** A stream that breaks is asked for again after so long, then longer … */
const AGAIN_MS = 500
/** … but no longer than this. */
const AGAIN_MAX_MS = 5_000
/** The server says something every 15 s; a stream silent for longer after a sleep is not trusted. */
const ASLEEP_MS = 40_000

type Handlers = Record<string, (data: unknown, id: string) => void>

/**
 * Follows a stream of server-sent events while `url` is not null, and again after it breaks. After a
 * broken connection the browser goes on by `Last-Event-ID`; after a refusal, or a sleep, the stream
 * begins anew with what is the case: handlers know events by their ids. They may change at any time.
 */
export function useStream(url: string | null, handlers: Handlers, onOpen?: () => void): StreamState {
  const [state, setState] = useState<StreamState>('connecting')
  const handle = useEffectEvent((name: string, event: MessageEvent<string>) => {
    handlers[name]?.(parse(event.data), event.lastEventId)
  })
  const opened = useEffectEvent(() => onOpen?.())
  const names = Object.keys(handlers).sort().join(' ')
  useEffect(() => {
    if (url === null) return
    let source: EventSource | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let pause = AGAIN_MS
    let hiddenAt = 0
    const open = () => {
      clearTimeout(timer)
      source?.close()
      source = new EventSource(url)
      source.onopen = () => {
        pause = AGAIN_MS
        setState('live')
        opened()
      }
      source.onerror = () => {
        setState('waiting')
        if (source?.readyState === EventSource.CLOSED) {
          timer = setTimeout(open, pause)
          pause = Math.min(pause * 2, AGAIN_MAX_MS)
        }
      }
      for (const name of names.split(' ')) {
        source.addEventListener(name, (event: MessageEvent<string>) => {
          handle(name, event)
        })
      }
    }
    const woke = () => {
      if (document.visibilityState === 'hidden') hiddenAt = Date.now()
      else if (hiddenAt > 0 && Date.now() - hiddenAt > ASLEEP_MS) open()
    }
    open()
    document.addEventListener('visibilitychange', woke)
    addEventListener('online', open)
    return () => {
      clearTimeout(timer)
      source?.close()
      document.removeEventListener('visibilitychange', woke)
      removeEventListener('online', open)
      setState('connecting')
    }
  }, [url, names])
  return state
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}
