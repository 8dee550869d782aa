import { useMemo } from 'react'

import { useNow } from '../format/clock.ts'
import { formatDuration, formatNumber } from '../format/format.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import type { NodeLook } from '../workflow/flow_node.tsx'
import { edgeId, END, endOf, START, startOf } from '../workflow/layout.ts'
import { activityWords } from './activity.tsx'
import { stepTones, stepWords } from './status_badge.tsx'
import { activityOf, type Step, type Steps, waysTaken } from './steps.ts'

/** An execution on the picture of its definition. */

/** The lines that were gone along. */
export function takenEdges(steps: Steps): Set<string> {
  const taken = new Set<string>()
  for (const [from, ways] of waysTaken(steps)) for (const to of ways.keys()) taken.add(edgeId(from, to))
  const first = steps.all[0]
  if (first) taken.add(edgeId(START, first.state))
  const followed = new Set(steps.all.map((step) => step.follows))
  for (const step of steps.all) {
    const owner = step.within === null ? undefined : steps.byId.get(step.within)
    if (!owner) continue
    if (step.follows === null) taken.add(edgeId(startOf(owner.state, step.branch ?? 0), step.state))
    if (!followed.has(step.id) && (step.status === 'succeeded' || step.type === 'Fail')) taken.add(edgeId(step.state, endOf(owner.state, step.branch ?? 0)))
  }
  const last = steps.all.findLast((step) => step.depth === 0)
  if (last && steps.ended !== null && (last.status === 'succeeded' || last.type === 'Fail')) taken.add(edgeId(last.state, END))
  return taken
}

/** How each state looks by what became of it. What goes on is told by the second; while nothing does, nothing is drawn anew. */
export function useLooks(steps: Steps): ReadonlyMap<string, NodeLook> {
  const t = useTexts()
  return useMemo(() => new Map([...steps.byState].map(([state, visits]) => [state, lookOf(visits, t)])), [steps, t])
}

function lookOf(visits: readonly Step[], t: Texts): NodeLook {
  const going = visits.filter((step) => step.left === null)
  const wrong = visits.findLast((step) => step.status === 'failed' || step.status === 'timed_out')
  const shown = going.at(-1) ?? (visits.at(-1)?.iteration === null ? undefined : wrong) ?? visits.at(-1)
  if (!shown) return { tone: null, detail: null, words: '' }
  const activity = activityOf(shown)
  const words = activity && activity !== 'working' ? activityWords(activity, t) : stepWords(shown.status, t)
  const attempts = shown.attempts.length
  const isMany = visits.length > 1
  const mark = attempts > 1 ? `↻${attempts}` : isMany ? `×${formatNumber(visits.length)}` : undefined
  const counted = attempts > 1 ? t('history-attempts-count', { n: attempts }) : isMany ? t('history-visits-count', { n: visits.length }) : ''
  return {
    tone: activity === 'retrying' ? 'warning' : activity === 'waiting' ? 'special' : stepTones[shown.status],
    isLive: shown.left === null,
    mark,
    words: [words, counted].filter(Boolean).join(', '),
    detail: shown.iterations.size > 0 ? <Iterations step={shown} /> : (
      <>
        {words}
        {' · '}
        {shown.left === null ? <GoingOn from={shown.entered} /> : formatDuration(shown.left - shown.entered)}
      </>
    ),
  }
}

function GoingOn({ from }: { from: number }) {
  const now = useNow()
  return formatDuration(Math.max(0, Math.floor((now - from) / 1_000) * 1_000))
}

function Iterations({ step }: { step: Step }) {
  const t = useTexts()
  const all = [...step.iterations.values()]
  const failed = all.filter((iteration) => iteration.status === 'failed').length
  const done = all.filter((iteration) => iteration.status === 'succeeded').length
  return (
    <>
      {t('history-iterations', { done, total: all.length })}
      {failed > 0 ? <span className="font-semibold text-chili"> · {t('history-iterations-failed', { n: failed })}</span> : null}
    </>
  )
}
