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
    RUNNING: t('history-status-running'),
    SUCCEEDED: t('history-status-succeeded'),
    FAILED: t('history-status-failed'),
    TIMED_OUT: t('history-status-timed-out'),
    ABORTED: t('history-status-aborted'),
    PENDING_REDRIVE: t('history-status-pending-redrive'),
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
        <span title={t('history-redriven-times', { n: redrives })} className="tabular inline-flex items-center text-2xs font-semibold text-soft">
          <RotateCcw aria-hidden size={11} />
          <span className="sr-only">{t('history-redriven-times', { n: redrives })}</span>
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
    running: t('history-step-running'),
    succeeded: t('history-step-succeeded'),
    caught: t('history-step-caught'),
    failed: t('history-step-failed'),
    timed_out: t('history-step-timed-out'),
    aborted: t('history-step-aborted'),
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
