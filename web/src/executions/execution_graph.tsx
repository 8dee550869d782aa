import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { useNow } from '../format/clock.ts'
import { formatDuration, formatNumber } from '../format/format.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import { Loading, Note } from '../ui/states.tsx'
import { edgeId, END, START } from '../workflow/layout.ts'
import { layoutQuery } from '../workflow/layout_query.ts'
import { FlowGraph } from '../workflow/flow_graph.tsx'
import type { NodeLook } from '../workflow/flow_node.tsx'
import { stepTones, stepWords } from './status_badge.tsx'
import { activityWords } from './activity.tsx'
import { activityOf, type Step, type Steps, stepOfInterest, waysTaken } from './steps.ts'

type ExecutionGraphProps = { definition: string; steps: Steps; selected: string | null; onSelect: (state: string) => void }

/** The definition as a picture, with what became of each state. */
export function ExecutionGraph({ definition, steps, selected, onSelect }: ExecutionGraphProps) {
  const t = useTexts()
  const layout = useQuery(layoutQuery(definition))
  const taken = useMemo(() => takenEdges(steps), [steps])
  const looks = useLooks(steps)
  if (layout.isPending) return <Loading />
  if (!layout.data) return <Note tone="warning">{t('executions-graph-none')}</Note>
  return (
    <FlowGraph
      label={t('executions-graph-label')}
      layout={layout.data}
      looks={looks}
      taken={taken}
      selected={selected}
      interest={stepOfInterest(steps)?.state ?? null}
      onSelect={onSelect}
      className="h-[max(26rem,calc(100dvh-22rem))]"
    />
  )
}

function takenEdges(steps: Steps): Set<string> {
  const taken = new Set<string>()
  for (const [from, ways] of waysTaken(steps)) for (const to of ways.keys()) taken.add(edgeId(from, to))
  const first = steps.all[0]
  if (first) taken.add(edgeId(START, first.state))
  const last = steps.all.findLast((step) => step.depth === 0)
  if (last && steps.ended !== null && (last.status === 'succeeded' || last.type === 'Fail')) taken.add(edgeId(last.state, END))
  return taken
}

/** What goes on is told by the second; while nothing does, nothing is drawn anew. */
function useLooks(steps: Steps): ReadonlyMap<string, NodeLook> {
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
  const counted = attempts > 1 ? t('executions-attempts-count', { n: attempts }) : isMany ? t('executions-visits-count', { n: visits.length }) : ''
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
      {t('executions-iterations', { done, total: all.length })}
      {failed > 0 ? <span className="font-semibold text-chili"> · {t('executions-iterations-failed', { n: failed })}</span> : null}
    </>
  )
}
