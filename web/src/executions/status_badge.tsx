import { Ban, CircleCheck, CircleX, Clock, Hourglass, RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'

import { type Texts, useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import type { ExecutionStatus } from '../api/execution.ts'
import type { StepStatus } from './steps.ts'

export const statusTones: Record<ExecutionStatus, Tone> = {
  RUNNING: 'active',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  ABORTED: 'neutral',
  PENDING_REDRIVE: 'warning',
}

const icons: Record<ExecutionStatus, ReactNode> = {
  RUNNING: null,
  SUCCEEDED: <CircleCheck aria-hidden size={13} />,
  FAILED: <CircleX aria-hidden size={13} />,
  TIMED_OUT: <Clock aria-hidden size={13} />,
  ABORTED: <Ban aria-hidden size={13} />,
  PENDING_REDRIVE: <Hourglass aria-hidden size={13} />,
}

export function statusWords(status: ExecutionStatus, t: Texts): string {
  const words: Record<ExecutionStatus, string> = {
    RUNNING: t('executions-status-running'),
    SUCCEEDED: t('executions-status-succeeded'),
    FAILED: t('executions-status-failed'),
    TIMED_OUT: t('executions-status-timed-out'),
    ABORTED: t('executions-status-aborted'),
    PENDING_REDRIVE: t('executions-status-pending-redrive'),
  }
  return words[status]
}

type StatusBadgeProps = { status: ExecutionStatus; redrives?: number }

export function StatusBadge({ status, redrives = 0 }: StatusBadgeProps) {
  const t = useTexts()
  return (
    <span className="inline-flex items-center gap-1">
      <Badge tone={statusTones[status]} icon={icons[status]} live={status === 'RUNNING'}>
        {statusWords(status, t)}
      </Badge>
      {redrives > 0 ? (
        <span title={t('executions-redriven-times', { n: redrives })} className="tabular inline-flex items-center text-2xs font-semibold text-soft">
          <RotateCcw aria-hidden size={11} />
          <span className="sr-only">{t('executions-redriven-times', { n: redrives })}</span>
          <span aria-hidden>{redrives}</span>
        </span>
      ) : null}
    </span>
  )
}

export const stepTones: Record<StepStatus, Tone> = {
  running: 'active',
  succeeded: 'good',
  caught: 'warning',
  failed: 'bad',
  timed_out: 'bad',
  aborted: 'neutral',
}

export function stepWords(status: StepStatus, t: Texts): string {
  const words: Record<StepStatus, string> = {
    running: t('executions-step-running'),
    succeeded: t('executions-step-succeeded'),
    caught: t('executions-step-caught'),
    failed: t('executions-step-failed'),
    timed_out: t('executions-step-timed-out'),
    aborted: t('executions-step-aborted'),
  }
  return words[status]
}

export function StepBadge({ status }: { status: StepStatus }) {
  const t = useTexts()
  return (
    <Badge tone={stepTones[status]} live={status === 'running'}>
      {stepWords(status, t)}
    </Badge>
  )
}
