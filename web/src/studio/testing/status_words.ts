import type { Texts } from '../../texts/texts.tsx'
import type { Tone } from '../../ui/badge.tsx'
import { type RehearsalStatus, rehearsalStatuses } from './rehearsal.ts'

export const statusTones: Record<RehearsalStatus, Tone> = { SUCCEEDED: 'good', FAILED: 'bad', TIMED_OUT: 'bad', ABORTED: 'neutral', UNFINISHED: 'warning' }

export function statusWords(status: RehearsalStatus, t: Texts): string {
  switch (status) {
    case 'SUCCEEDED':
      return t('testing-status-succeeded')
    case 'FAILED':
      return t('testing-status-failed')
    case 'TIMED_OUT':
      return t('testing-status-timed-out')
    case 'ABORTED':
      return t('testing-status-aborted')
    case 'UNFINISHED':
      return t('testing-status-unfinished')
  }
}

export function isRehearsalStatus(text: string): text is RehearsalStatus {
  return rehearsalStatuses.some((status) => status === text)
}
