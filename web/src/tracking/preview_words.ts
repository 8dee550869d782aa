import { formatMoney } from '../format/format.ts'
import type { Texts } from '../texts/texts.tsx'
import type { Preview } from './change.ts'

/** By how much an order costs more or less after a change. */
export function feeWords(delta: number, t: Texts): string {
  if (delta === 0) return t('tracking-same-fee')
  return delta > 0 ? t('tracking-more-fee', { amount: formatMoney(delta) }) : t('tracking-less-fee', { amount: formatMoney(-delta) })
}

/** Half a minute is no difference to anybody. */
const SAME_SECONDS = 30

/** By how much it comes later or earlier. */
export function etaDeltaWords(seconds: number, t: Texts): string {
  if (Math.abs(seconds) < SAME_SECONDS) return t('tracking-same-time')
  const minutes = Math.max(1, Math.round(Math.abs(seconds) / 60))
  return seconds > 0 ? t('tracking-later', { minutes }) : t('tracking-earlier', { minutes })
}

/** Who must agree, and how much time they have. */
export function approvalWords(approver: Preview['approver'], left: string, t: Texts): string {
  return approver === 'store_and_courier' ? t('tracking-both-decide', { left }) : t('tracking-store-decides', { left })
}

const tones = { allow: 'good', allow_with_fee: 'info', needs_approval: 'warning', deny: 'bad' } as const satisfies Record<Preview['verdict'], string>

export function toneOf(verdict: Preview['verdict']): 'good' | 'info' | 'warning' | 'bad' {
  return tones[verdict]
}
