import type { Texts } from '../texts/texts.tsx'
import type { Tone } from '../ui/badge.tsx'
import type { Schema } from '../api/client.ts'
import type { DemoOrder } from '../api/demo.ts'

type Status = Schema['BoardOrderView']['status']

const tones: Record<Status, Tone> = {
  RECEIVED: 'warning',
  CHECKING: 'warning',
  NEEDS_CHOICE: 'warning',
  QUOTED: 'warning',
  AWAITING_CONFIRMATION: 'warning',
  AWAITING_PAYMENT: 'special',
  CONFIRMED: 'active',
  PREPARING: 'active',
  READY: 'active',
  COURIER_ASSIGNED: 'brand',
  AT_STORE: 'brand',
  ON_THE_WAY: 'brand',
  ARRIVED: 'brand',
  DELIVERED: 'good',
  CANCELLED: 'bad',
  RETURNED: 'bad',
  FAILED: 'bad',
}

function isStatus(text: string): text is Status {
  return text in tones
}

export const statusTone = (status: string): Tone => (isStatus(status) ? tones[status] : 'neutral')

export const isOver = ({ status }: DemoOrder) => status === 'DELIVERED' || status === 'CANCELLED' || status === 'RETURNED' || status === 'FAILED'

export function statusWords(status: string, t: Texts): string {
  const words: Record<Status, string> = {
    RECEIVED: t('demo-status-received'),
    CHECKING: t('demo-status-checking'),
    NEEDS_CHOICE: t('demo-status-needs-choice'),
    QUOTED: t('demo-status-checking'),
    AWAITING_CONFIRMATION: t('demo-status-awaiting-confirmation'),
    AWAITING_PAYMENT: t('demo-status-awaiting-payment'),
    CONFIRMED: t('demo-status-confirmed'),
    PREPARING: t('demo-status-preparing'),
    READY: t('demo-status-ready'),
    COURIER_ASSIGNED: t('demo-status-courier-assigned'),
    AT_STORE: t('demo-status-at-store'),
    ON_THE_WAY: t('demo-status-on-the-way'),
    ARRIVED: t('demo-status-arrived'),
    DELIVERED: t('demo-status-delivered'),
    CANCELLED: t('demo-status-cancelled'),
    RETURNED: t('demo-status-returned'),
    FAILED: t('demo-status-failed'),
  }
  return isStatus(status) ? words[status] : status
}
