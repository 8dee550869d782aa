import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

import { formatDuration } from '../../format/format.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { dwellOf, type Playback } from './player.ts'
import { statusTones, statusWords } from './status_words.ts'

const speeds = [0.5, 1, 2, 4] as const

type PlayerBarProps = {
  playback: Playback
  position: number
  isPlaying: boolean
  onPlaying: (isPlaying: boolean) => void
  onPosition: (position: number) => void
}

/** Goes through a rehearsal: by itself, or as it is told to. */
export function PlayerBar({ playback, position, isPlaying, onPlaying, onPosition }: PlayerBarProps) {
  const t = useTexts()
  const [speed, setSpeed] = useState(1)
  const { end, run: { status } } = playback
  const step = playback.run.steps[position]
  const isAtEnd = position >= end
  const tick = useEffectEvent(() => {
    if (position + 1 >= end) onPlaying(false)
    onPosition(position + 1)
  })
  useEffect(() => {
    if (!isPlaying) return
    const timer = setInterval(() => tick(), dwellOf(end) / speed)
    return () => clearInterval(timer)
  }, [isPlaying, end, speed])

  const go = (to: number) => {
    onPlaying(false)
    onPosition(to)
  }
  const play = () => {
    if (isAtEnd) onPosition(0)
    onPlaying(!isPlaying)
  }
  const where = step ? t('testing-position', { n: position + 1, total: end, state: step.state }) : t('testing-position-end')
  return (
    <div role="group" aria-label={t('testing-player')} className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
      <div className="flex items-center">
        <IconButton size="small" label={t('testing-player-first')} disabled={position === 0} onClick={() => go(0)}><SkipBack aria-hidden size={16} /></IconButton>
        <IconButton size="small" label={t('testing-player-back')} disabled={position === 0} onClick={() => go(position - 1)}><StepBack aria-hidden size={16} /></IconButton>
        <IconButton size="small" kind="secondary" label={isPlaying ? t('testing-player-pause') : t('testing-player-play')} onClick={play} className="mx-1 rounded-full!">
          {isPlaying ? <Pause aria-hidden size={16} /> : <Play aria-hidden size={16} />}
        </IconButton>
        <IconButton size="small" label={t('testing-player-on')} disabled={isAtEnd} onClick={() => go(position + 1)}><StepForward aria-hidden size={16} /></IconButton>
        <IconButton size="small" label={t('testing-player-last')} disabled={isAtEnd} onClick={() => go(end)}><SkipForward aria-hidden size={16} /></IconButton>
      </div>
      <input
        type="range"
        aria-label={t('testing-player-position')}
        aria-valuetext={where}
        min={0}
        max={end}
        value={position}
        onChange={(event) => go(event.target.valueAsNumber)}
        className="h-8 min-w-32 flex-1 accent-clay"
      />
      <span className="tabular text-sm whitespace-nowrap text-soft">
        <span className="font-semibold text-ink" title={t('testing-clock')}>{formatDuration(playback.clockAt(position))}</span>
        <span className="sr-only"> {t('testing-clock')}</span>
        {' · '}
        {step ? t('testing-position-short', { n: position + 1, total: end }) : t('testing-end')}
      </span>
      <span role="status"><Badge tone={statusTones[status]}>{statusWords(status, t)}</Badge></span>
      <label className="flex items-center gap-1 text-sm text-soft">
        <span className="sr-only">{t('testing-speed')}</span>
        <select value={speed} onChange={(event) => setSpeed(Number(event.target.value))} className="tabular min-h-8 rounded-sm bg-transparent px-1 font-semibold hover:bg-ink/7">
          {speeds.map((one) => <option key={one} value={one}>{t('testing-speed-times', { n: one })}</option>)}
        </select>
      </label>
    </div>
  )
}
