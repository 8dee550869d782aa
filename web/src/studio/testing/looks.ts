import { formatDuration, formatNumber } from '../../format/format.ts'
import type { Texts } from '../../texts/texts.tsx'
import type { Tone } from '../../ui/badge.tsx'
import type { NodeLook } from '../../workflow/flow_node.tsx'
import type { Phase, Playback } from './player.ts'
import type { RehearsedStep } from './rehearsal.ts'

/** How the states look at a moment of a rehearsal. */
export function looksAt(playback: Playback, position: number, t: Texts): Map<string, NodeLook> {
  return new Map([...playback.visitsAt(position)].map(([state, visits]) => [state, lookOf(visits, t)]))
}

function lookOf(visits: readonly { step: RehearsedStep; phase: Phase }[], t: Texts): NodeLook {
  const shown = visits.findLast((one) => one.phase === 'current') ?? visits.findLast((one) => one.phase === 'going') ?? visits.findLast((one) => one.step.status === 'failed') ?? visits.at(-1)
  if (!shown) return { tone: null, detail: null, words: '' }
  const attempts = Math.max(...visits.map((one) => one.step.attempts.length))
  const isLive = shown.phase !== 'done'
  const words = isLive ? t('testing-step-here') : endingWords(shown.step, t)
  const mark = attempts > 1 ? `↻${attempts}` : visits.length > 1 ? `×${formatNumber(visits.length)}` : undefined
  const counted = attempts > 1 ? t('testing-attempts-count', { n: attempts }) : visits.length > 1 ? t('testing-visits-count', { n: visits.length }) : ''
  return {
    tone: isLive ? 'active' : toneOf(shown.step),
    isLive,
    mark,
    words: [words, counted].filter(Boolean).join(', '),
    detail: isLive || shown.step.exited_at === null ? words : `${words} · ${formatDuration(shown.step.exited_at - shown.step.entered_at)}`,
  }
}

export function toneOf(step: RehearsedStep): Tone {
  switch (step.status) {
    case 'succeeded':
      return 'good'
    case 'caught':
      return 'warning'
    case 'failed':
      return 'bad'
    case 'aborted':
    case 'running':
      return 'neutral'
  }
}

export function endingWords(step: RehearsedStep, t: Texts): string {
  switch (step.status) {
    case 'succeeded':
      return t('testing-step-succeeded')
    case 'caught':
      return t('testing-step-caught')
    case 'failed':
      return t('testing-step-failed')
    case 'aborted':
      return t('testing-step-aborted')
    case 'running':
      return t('testing-step-running')
  }
}
