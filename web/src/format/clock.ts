import { useSyncExternalStore } from 'react'

/** One clock for the whole page: whatever counts down or says how long ago something was, ticks together. */
const TICK_MS = 1_000

let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const tell of listeners) tell()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

function current(): number {
  // Between two looks of one drawing it stands still: React asks twice.
  if (timer === undefined && Date.now() - now >= TICK_MS) now = Date.now()
  return now
}

/** The time in milliseconds, renewed every second. */
export function useNow(): number {
  return useSyncExternalStore(listen, current)
}
