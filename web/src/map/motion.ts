import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'

const stillness = matchMedia('(prefers-reduced-motion: reduce)')

function listen(tell: () => void): () => void {
  stillness.addEventListener('change', tell)
  return () => stillness.removeEventListener('change', tell)
}

/** Whether somebody wants things not to move by themselves. */
export function useStillness(): boolean {
  return useSyncExternalStore(listen, () => stillness.matches)
}

/** Draws frame by frame for as long as `draw` says that there is more to come; anew whenever `of` is another. */
export function useFrames(of: unknown, draw: (nowMs: number) => boolean): void {
  const drawn = useEffectEvent(draw)
  useEffect(() => {
    let frame = 0
    const step = () => {
      if (drawn(performance.now())) frame = requestAnimationFrame(step)
    }
    step()
    return () => cancelAnimationFrame(frame)
  }, [of])
}

/** A value that glides to its target, or is there at once. */
export function useGliding<V>(target: V, step: (from: V, to: V) => V, atOnce: boolean): V {
  const [shown, setShown] = useState(target)
  useFrames(target, () => {
    const next = atOnce ? target : step(shown, target)
    setShown(next)
    return next !== target
  })
  return atOnce ? target : shown
}
