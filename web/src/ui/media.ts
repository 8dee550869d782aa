import { useSyncExternalStore } from 'react'

/** Whether a media query holds, renewed when that changes. For what CSS cannot do alone: rows of another height, say. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}
