import type { Stage } from '../api/conversation.ts'
import type { Texts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { classNames } from '../ui/class_names.ts'
import { useTexts } from '../texts/texts.tsx'

const tones: Record<Stage, Tone> = {
  awaiting_payment: 'warning',
  received: 'neutral',
  confirmed: 'active',
  scheduled: 'active',
  preparing: 'active',
  ready: 'active',
  out_for_delivery: 'brand',
  arrived: 'brand',
  delivered: 'good',
  not_delivered: 'bad',
  cancelled: 'bad',
  pix_expired: 'bad',
}

function stageName(stage: Stage, t: Texts): string {
  const names: Record<Stage, string> = {
    awaiting_payment: t('chat-stage-awaiting-payment'),
    received: t('chat-stage-received'),
    confirmed: t('chat-stage-confirmed'),
    scheduled: t('chat-stage-scheduled'),
    preparing: t('chat-stage-preparing'),
    ready: t('chat-stage-ready'),
    out_for_delivery: t('chat-stage-out-for-delivery'),
    arrived: t('chat-stage-arrived'),
    delivered: t('chat-stage-delivered'),
    not_delivered: t('chat-stage-not-delivered'),
    cancelled: t('chat-stage-cancelled'),
    pix_expired: t('chat-stage-pix-expired'),
  }
  return names[stage]
}

/** What comes after a stage; nothing where it is the last. */
export function nextStep(stage: Stage, t: Texts): string | null {
  const steps: Partial<Record<Stage, string>> = {
    awaiting_payment: t('chat-next-awaiting-payment'),
    received: t('chat-next-received'),
    confirmed: t('chat-next-confirmed'),
    scheduled: t('chat-next-scheduled'),
    preparing: t('chat-next-preparing'),
    ready: t('chat-next-ready'),
    out_for_delivery: t('chat-next-out-for-delivery'),
    arrived: t('chat-next-arrived'),
  }
  return steps[stage] ?? null
}

export function StageBadge({ stage }: { stage: Stage }) {
  const t = useTexts()
  return <Badge tone={tones[stage]} live={stage === 'out_for_delivery' || stage === 'arrived'}>{stageName(stage, t)}</Badge>
}

/** How far an order is, of four parts of its way; nothing for one that goes no further. */
const parts: Partial<Record<Stage, number>> = {
  awaiting_payment: 0,
  received: 0,
  scheduled: 1,
  confirmed: 1,
  preparing: 2,
  ready: 2,
  out_for_delivery: 3,
  arrived: 3,
  delivered: 4,
}

export function StageMeter({ stage }: { stage: Stage }) {
  const done = parts[stage]
  if (done === undefined) return null
  return (
    <div aria-hidden className="grid grid-cols-4 gap-1">
      {[0, 1, 2, 3].map((part) => (
        <span key={part} className={classNames('h-1.5 rounded-full', part < done ? 'bg-leaf' : part === done ? 'animate-pulse-soft bg-sun' : 'bg-sunken')} />
      ))}
    </div>
  )
}
