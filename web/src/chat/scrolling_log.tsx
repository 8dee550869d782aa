import { ArrowDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLayoutEffect, useRef, useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'

/** Whoever is no further from the end than this is at the end. */
const AT_END_PX = 96

/** A log that stays at its end while it grows; whoever has scrolled up to read is left there. */
export function ScrollingLog({ label, sent, children }: { label: string; /** Grows with each message of the reader's own: then the end is shown. */ sent: number; children: ReactNode }) {
  const t = useTexts()
  const log = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const follows = useRef(true)
  const top = useRef(0)
  const toEnd = () => {
    void log.current?.scrollTo({ top: log.current.scrollHeight })
  }
  useLayoutEffect(() => {
    follows.current = true
    toEnd()
  }, [sent])
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      if (follows.current) toEnd()
    })
    if (content.current) observer.observe(content.current)
    if (log.current) observer.observe(log.current)
    return () => observer.disconnect()
  }, [])
  const onScroll = () => {
    if (!log.current) return
    const { scrollHeight, scrollTop, clientHeight } = log.current
    const isNear = scrollHeight - scrollTop - clientHeight < AT_END_PX
    // Only who scrolls up leaves the end: while the log grows, the end runs away from whoever follows it.
    if (isNear) follows.current = true
    else if (scrollTop < top.current) follows.current = false
    top.current = scrollTop
    setAtEnd(follows.current)
  }
  return (
    <div className="relative min-h-0 flex-1">
      <div ref={log} role="log" aria-live="off" aria-label={label} tabIndex={0} onScroll={onScroll} className="relative h-full overflow-y-auto overscroll-contain -outline-offset-3">
        <div ref={content} className="mx-auto grid max-w-3xl gap-5 px-4 py-5 @lg:px-6">
          {children}
        </div>
      </div>
      {isAtEnd ? null : (
        <Button size="small" onClick={toEnd} icon={<ArrowDown aria-hidden size={15} />} className="absolute bottom-3 left-1/2 -translate-x-1/2 animate-rise rounded-full shadow-mid">
          {t('chat-to-end')}
        </Button>
      )}
    </div>
  )
}
