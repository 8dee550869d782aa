import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react'

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

/**
 * A value that glides to its target within `lastsMs`, or is there at once. Gliding goes by the clock: on a
 * slow machine it has fewer steps and does not take longer.
 */
export function useGliding<V>(target: V, mix: (from: V, to: V, share: number) => V, lastsMs: number, atOnce: boolean): V {
  const [shown, setShown] = useState(target)
  const glide = useRef<{ from: V; to: V; beginsMs: number } | null>(null)
  useFrames(target, (nowMs) => {
    if (atOnce || shown === target) {
      setShown(target)
      return false
    }
    if (glide.current?.to !== target) glide.current = { from: shown, to: target, beginsMs: nowMs }
    const { from, beginsMs } = glide.current
    const share = Math.min(1, (nowMs - beginsMs) / lastsMs)
    setShown(share === 1 ? target : mix(from, target, easeOut(share)))
    return share < 1
  })
  return atOnce ? target : shown
}

function easeOut(share: number): number {
  return 1 - (1 - share) ** 3
}
