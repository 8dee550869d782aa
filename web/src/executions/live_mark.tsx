import type { StreamState } from '../api/live.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'

/** Whether what is shown keeps up with what happens. */
export function LiveMark({ state }: { state: StreamState }) {
  const t = useTexts()
  if (state === 'connecting') return null
  const isLive = state === 'live'
  return (
    <span role="status" className={classNames('inline-flex items-center gap-1.5 text-xs font-semibold', isLive ? 'text-leaf' : 'text-sun')}>
      <span aria-hidden className="size-1.5 animate-pulse-soft rounded-full bg-current" />
      {isLive ? t('live') : t('reconnecting')}
    </span>
  )
}
