import { Bike, Check, ChefHat, CircleAlert, Ellipsis, MapPin, PackageCheck, Signpost, UserRoundPlus, X } from 'lucide-react'
import type { ReactNode } from 'react'

import { problemWords } from '../api/problem.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Countdown } from './countdown.tsx'
import { urgencyOf } from './deadline.ts'
import { DueTime } from './due_time.tsx'
import { OrderLines } from './order_lines.tsx'
import { PaymentHint } from './payment_hint.tsx'
import { type BoardOrder, stageOf } from './stage.ts'
import { nextStep, type Step, takesCourier } from './steps.ts'
import type { Steps } from './use_steps.ts'

/** What can be asked of the page for an order, besides a step. */
export type OrderActions = { open: (order: string) => void; refuse: (order: string) => void; assign: (order: string) => void }

type CardProps = {
  order: BoardOrder
  now: number
  steps: Steps
  actions: OrderActions
  /** There are many: each takes less room. */
  isTight: boolean
}

export function OrderCard({ order, now, steps, actions, isTight }: CardProps) {
  const t = useTexts()
  const stage = stageOf(order)
  const isNear = stage === 'new' && order.waits_until ? urgencyOf({ since: Date.parse(order.placed_at), until: Date.parse(order.waits_until), now }) === 'near' : false
  return (
    <Ticket
      label={t('board-card', { number: order.number, name: order.customer.name, status: order.status_text })}
      tone={isNear ? 'near' : stage === 'new' ? 'new' : 'plain'}
      number={order.number}
      name={order.customer.name}
      isTight={isTight}
      corner={stage === 'new' && order.waits_until ? <Countdown since={order.placed_at} until={order.waits_until} /> : null}
      aside={stage === 'new' ? null : <DueTime order={order} />}
      onOpen={() => actions.open(order.id)}
    >
      {order.change ? (
        <Badge tone="warning" className="self-start" icon={<Signpost aria-hidden size={13} />}>
          {t('board-change-asked')}
        </Badge>
      ) : null}
      {stage === 'road' || stage === 'ready' ? <Way order={order} /> : null}
      {stage === 'road' ? null : <OrderLines order={order} isTight={isTight} />}
      {stage === 'new' && !isTight ? <PaymentHint order={order} /> : null}
      <Refusal error={steps.refusedFor(order.id)} />
      <Actions order={order} steps={steps} actions={actions} isTight={isTight} />
    </Ticket>
  )
}

const frames = {
  plain: 'border-line',
  new: 'border-clay/60',
  near: 'border-chili bg-chili-wash/40',
}

type TicketProps = {
  label: string
  tone: keyof typeof frames
  number: number
  name: string
  /** Beside the number. */
  corner: ReactNode
  /** Beside the name. */
  aside?: ReactNode
  isTight?: boolean
  onOpen: () => void
  children: ReactNode
}

/** A ticket as it hangs over the stove: its number is what people call. */
export function Ticket({ label, tone, number, name, corner, aside, isTight = false, onOpen, children }: TicketProps) {
  const t = useTexts()
  const isOneLine = isTight && !aside
  return (
    <article
      tabIndex={0}
      data-card
      aria-label={label}
      className={classNames('flex min-w-0 animate-rise flex-col rounded-lg border-2 bg-card shadow-low focus-visible:rounded-lg', isTight ? 'gap-1.5 p-2.5' : 'gap-2.5 p-3.5', frames[tone])}
    >
      <header className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-2">
        <div className={classNames('min-w-0', isOneLine && 'flex items-baseline gap-2')}>
          <h3 className={classNames('tabular leading-none', isTight ? 'text-xl' : 'text-2xl')}>#{number}</h3>
          {isOneLine ? <p className="truncate text-soft">{name}</p> : null}
        </div>
        <div className="flex items-start gap-1">
          {corner}
          <IconButton label={t('board-open-order', { number })} size="small" data-act="open" onClick={onOpen} className="-mt-1 -mr-1">
            <Ellipsis aria-hidden size={19} />
          </IconButton>
        </div>
        {isOneLine ? null : (
          <div className="col-span-full flex items-center justify-between gap-2">
            <p className="min-w-0 truncate text-soft">{name}</p>
            {aside}
          </div>
        )}
      </header>
      {children}
    </article>
  )
}

function Way({ order }: { order: BoardOrder }) {
  const t = useTexts()
  return (
    <div className="grid gap-1 text-base">
      {order.courier ? (
        <p className="flex items-center gap-2 font-semibold">
          <Bike aria-hidden size={18} className="shrink-0 text-river" />
          <span className="min-w-0">
            {order.courier.name}
            <span className="font-normal text-soft">{` · ${order.status === 'AT_STORE' ? t('board-at-store') : order.status === 'ARRIVED' ? t('board-at-door') : order.status === 'COURIER_ASSIGNED' ? t('board-comes') : t('board-on-the-road')}`}</span>
          </span>
        </p>
      ) : null}
      <p className="flex items-start gap-2 text-soft">
        <MapPin aria-hidden size={18} className="mt-0.5 shrink-0" />
        <span className="min-w-0 break-words">{order.address.line}</span>
      </p>
    </div>
  )
}

/** The server has not taken the step: the order is where it was, and this is why. */
function Refusal({ error }: { error: unknown }) {
  const t = useTexts()
  if (error === null) return null
  return (
    <p role="alert" className="flex items-start gap-2 rounded-sm bg-chili-wash px-2.5 py-1.5 text-sm font-semibold text-chili">
      <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
      {t('board-not-done', { why: problemWords(error, t).title })}
    </p>
  )
}

function Actions({ order, steps, actions, isTight }: Omit<CardProps, 'now'>) {
  const t = useTexts()
  const step = nextStep(order)
  const size = isTight ? 'medium' : 'large'
  const isTaking = steps.isTaking(order.id)
  const words: Record<Step, string> = { accept: t('board-accept'), prepare: t('board-prepare'), ready: t('board-ready') }
  const icons: Record<Step, ReactNode> = { accept: <Check aria-hidden size={22} className="shrink-0" />, prepare: <ChefHat aria-hidden size={22} className="shrink-0" />, ready: <PackageCheck aria-hidden size={22} className="shrink-0" /> }
  if (step) {
    return (
      <div className="mt-auto flex gap-2 pt-0.5">
        {step === 'accept' ? (
          <IconButton label={t('board-refuse-order', { number: order.number })} kind="secondary" size={size} data-act="refuse" disabled={isTaking} onClick={() => actions.refuse(order.id)} className="text-chili!">
            <X aria-hidden size={22} />
          </IconButton>
        ) : null}
        <Button kind={step === 'accept' ? 'primary' : 'secondary'} size={size} data-act="primary" icon={icons[step]} disabled={isTaking} onClick={() => steps.take(order, step)} className="min-h-11 min-w-0 flex-1 px-3!">
          {words[step]}
        </Button>
      </div>
    )
  }
  if (takesCourier(order) && !order.courier) {
    return (
      <Button size={size} data-act="primary" icon={<UserRoundPlus aria-hidden size={22} className="shrink-0" />} onClick={() => actions.assign(order.id)} className="mt-auto min-h-11 px-3!">
        {t('board-assign')}
      </Button>
    )
  }
  return null
}
