import type { Texts } from '../../texts/texts.tsx'
import type { Tone } from '../../ui/badge.tsx'
import type { RehearsalStatus } from './rehearsal.ts'

export const statusTones: Record<RehearsalStatus, Tone> = { SUCCEEDED: 'good', FAILED: 'bad', TIMED_OUT: 'bad' }

export function statusWords(status: RehearsalStatus, t: Texts): string {
  switch (status) {
    case 'SUCCEEDED':
      return t('testing-status-succeeded')
    case 'FAILED':
      return t('testing-status-failed')
    case 'TIMED_OUT':
      return t('testing-status-timed-out')
  }
}
