import { Link } from '@tanstack/react-router'
import { ChevronRight, CircleAlert, CornerDownRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMemo } from 'react'

import type { StreamState } from '../api/live.ts'
import { useNow } from '../format/clock.ts'
import { formatMoment, formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { PageHeader } from '../ui/page.tsx'
import { TimeSpent } from '../history/activity.tsx'
import { type ExecutionDetail, executionName } from '../api/execution.ts'
import { ExecutionActions } from './execution_actions.tsx'
import { LiveMark } from './live_mark.tsx'
import { Lasting } from './moments.tsx'
import { StatusBadge } from '../history/status_badge.tsx'
import { type Step, type Steps, timeSpent } from '../history/steps.ts'

type HeadProps = { execution: ExecutionDetail; steps: Steps; stream: StreamState; onRerun: (from: string | null) => void; onStop: () => void; onStep: (step: number) => void }

/** What an execution is, how it goes, and what to do about it. */
export function ExecutionHead({ execution, steps, stream, onRerun, onStop, onStep }: HeadProps) {
  const t = useTexts()
  const { order, name, machine, status, redrive_count } = execution
  return (
    <>
      <PageHeader
        above={
          <nav aria-label={t('executions-breadcrumb')} className="flex flex-wrap items-center gap-1">
            <Link to={paths.executions()} className="underline-offset-2 hover:underline">{t('executions-title')}</Link>
            <ChevronRight aria-hidden size={14} />
            <Link to={paths.executions({ machine })} className="underline-offset-2 hover:underline">{machine}</Link>
          </nav>
        }
        title={order ? t('executions-order', { number: String(order.number), customer: order.customer }) : name}
        detail={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1.5 text-sm">
            <StatusBadge status={status} redrives={redrive_count} />
            <Fact name={t('executions-column-started')}>{formatMoment(execution.started_at)}</Fact>
            <Fact name={t('executions-column-duration')}><Lasting from={execution.started_at} to={execution.stopped_at ?? null} /></Fact>
            <Fact name={t('executions-events')}>{formatNumber(Math.max(execution.events, steps.all.length))}</Fact>
            {order ? <a href={paths.order(order.id)} className="font-semibold text-river underline underline-offset-2">{t('executions-see-order', { number: String(order.number) })}</a> : null}
            <Relations execution={execution} />
            <LiveMark state={stream} />
          </span>
        }
        actions={<ExecutionActions execution={execution} onRerun={() => onRerun(null)} onStop={onStop} />}
      />
      {status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED' ? <WhatWentWrong execution={execution} steps={steps} onStep={onStep} onRerun={onRerun} /> : null}
      {steps.all.length > 1 ? <div className="pb-4"><Spent steps={steps} /></div> : null}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="inline-flex gap-1.5">
      <span>{name}</span>
      <span className="tabular font-semibold text-ink">{children}</span>
    </span>
  )
}

function Relations({ execution: { parent, rerun_of, rerun_from } }: { execution: ExecutionDetail }) {
  const t = useTexts()
  const relation = (arn: string, words: string) => (
    <Link to={paths.execution(arn)} className="inline-flex items-center gap-1 font-semibold text-river underline underline-offset-2">
      <CornerDownRight aria-hidden size={14} />
      {words}
    </Link>
  )
  return (
    <>
      {parent ? relation(parent, t('executions-parent', { name: executionName(parent).machine })) : null}
      {rerun_of ? relation(rerun_of, rerun_from ? t('executions-rerun-of-from', { state: rerun_from }) : t('executions-rerun-of')) : null}
    </>
  )
}

function Spent({ steps }: { steps: Steps }) {
  return steps.ended === null ? <SpentSoFar steps={steps} /> : <SpentUntil steps={steps} until={steps.ended} />
}

function SpentSoFar({ steps }: { steps: Steps }) {
  return <SpentUntil steps={steps} until={useNow()} />
}

function SpentUntil({ steps, until }: { steps: Steps; until: number }) {
  const spent = useMemo(() => timeSpent(steps, until), [steps, until])
  return <TimeSpent spent={spent} />
}

/** The error and its cause, and the ways out of it. */
function WhatWentWrong({ execution, steps, onStep, onRerun }: { execution: ExecutionDetail; steps: Steps; onStep: (step: number) => void; onRerun: (from: string | null) => void }) {
  const t = useTexts()
  const { status, error, cause, redrivable, redrive_reason } = execution
  const wrong = culprit(steps)
  const title = error ?? (status === 'TIMED_OUT' ? 'States.Timeout' : t('executions-stopped-title'))
  return (
    <section aria-label={t('executions-wrong')} className="mb-4 flex flex-wrap gap-x-6 gap-y-3 rounded-lg bg-chili-wash px-5 py-4 text-chili">
      <CircleAlert aria-hidden size={22} className="mt-0.5 shrink-0 max-sm:hidden" />
      <div className="grid min-w-0 flex-1 basis-96 gap-1">
        <h2 className="text-lg break-words">{title}</h2>
        {cause ? <p className="max-h-32 overflow-y-auto font-medium break-words whitespace-pre-wrap">{cause}</p> : null}
        <p className="pt-1 text-sm text-ink">
          {status === 'ABORTED' ? t('executions-advice-stopped') : redrivable ? t('executions-advice-redrive') : t('executions-advice-rerun')}
          {!redrivable && redrive_reason ? <span className="text-soft"> {t('executions-not-redrivable', { reason: redrive_reason })}</span> : null}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {wrong ? <Button size="small" onClick={() => onStep(wrong.id)}>{t('executions-see-step', { state: wrong.state })}</Button> : null}
        {wrong?.depth === 0 ? <Button size="small" onClick={() => onRerun(wrong.state)}>{t('executions-rerun-from-here')}</Button> : null}
      </div>
    </section>
  )
}

/** The innermost step that went wrong last. */
function culprit(steps: Steps): Step | null {
  const wrong = steps.all.filter((step) => step.status === 'failed' || step.status === 'timed_out')
  return wrong.sort((one, other) => other.depth - one.depth || other.id - one.id)[0] ?? null
}
