import { ArrowRight, Bike, ChevronRight, CircleCheck, ClockAlert, Navigation } from 'lucide-react'
import type { ReactNode } from 'react'

import type { CardPiece, CourierFacts, OrderFacts } from '../api/conversation.ts'
import { useNow } from '../format/clock.ts'
import { formatAgo, formatMoney } from '../format/format.ts'
import { MiniMap } from '../map/mini_map.tsx'
import { useTexts } from '../texts/texts.tsx'
import { buttonClass } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Link } from '../ui/location.tsx'
import { useChat } from './chat_context.ts'
import { formatCivil, formatCivilSpan } from './civil.ts'
import { useOrderBehind } from './order_behind.ts'
import { nextStep, StageBadge, StageMeter } from './stage.tsx'

/** Nobody knows the minute: what is expected late is told as a window of so many minutes around it. */
const LATE_WINDOW_MINUTES = 5

type OrderCardProps = {
  piece: CardPiece
  /** When it was told. */
  at: number
}

/** Facts about orders, as they were when it was asked for. */
export function OrderCard({ piece, at }: OrderCardProps) {
  switch (piece.card) {
    case 'status':
      return (
        <OrderFrame order={piece.order}>
          <StageMeter stage={piece.order.stage} />
          <Items order={piece.order} />
          <Arrival order={piece.order} />
          {piece.courier ? <Courier courier={piece.courier} at={at} /> : null}
          <Where order={piece.order} />
          <NextStep order={piece.order} />
        </OrderFrame>
      )
    case 'eta':
      return (
        <OrderFrame order={piece.order}>
          <StageMeter stage={piece.order.stage} />
          <Arrival order={piece.order} />
          <NextStep order={piece.order} />
        </OrderFrame>
      )
    case 'receipt':
      return (
        <OrderFrame order={piece.order}>
          <Receipt order={piece.order} />
        </OrderFrame>
      )
    case 'orders':
      return <Choice orders={piece.orders} />
  }
}

function OrderFrame({ order, children }: { order: OrderFacts; children: ReactNode }) {
  const t = useTexts()
  const { whose } = useChat()
  const behind = useOrderBehind(whose, order.number)
  return (
    <article aria-label={t('chat-order', { number: order.number })} className="grid w-full max-w-md gap-3 rounded-lg border border-line bg-card p-4 shadow-low">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base">{t('chat-order', { number: order.number })}</h2>
        <StageBadge stage={order.stage} />
      </header>
      {children}
      {behind ? (
        <Link href={behind.href} className={classNames(buttonClass('secondary'), 'w-full')}>
          <Navigation aria-hidden size={16} />
          {nextStep(order.stage, t) === null ? t('chat-see-order') : t('chat-track')}
        </Link>
      ) : null}
    </article>
  )
}

function Items({ order }: { order: OrderFacts }) {
  return <p className="text-sm text-soft">{order.items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')}</p>
}

function Arrival({ order }: { order: OrderFacts }) {
  const t = useTexts()
  if (!order.window || !order.eta) return null
  const isLate = order.late_minutes > 0
  const around = Date.parse(`${order.eta.slice(0, 23)}Z`)
  const shift = (minutes: number) => new Date(around + minutes * 60_000).toISOString().slice(0, 23)
  const span = isLate ? formatCivilSpan([shift(-LATE_WINDOW_MINUTES), shift(LATE_WINDOW_MINUTES)]) : formatCivilSpan(order.window)
  return (
    <div className="grid gap-1">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-sm text-soft">{t('chat-arrives')}</span>
        <span className="tabular text-xl font-bold tracking-tight">{span}</span>
      </p>
      {isLate ? (
        <p className="flex items-start gap-1.5 text-sm font-semibold text-sun">
          <ClockAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
          <span>
            {t('chat-late', { minutes: order.late_minutes, promised: formatCivilSpan(order.window) })}
            {order.delay_reason ? <span className="font-normal"> · {order.delay_reason}</span> : null}
          </span>
        </p>
      ) : (
        <p className="flex items-center gap-1.5 text-sm font-semibold text-leaf">
          <CircleCheck aria-hidden size={16} className="shrink-0" />
          {t('chat-on-time')}
        </p>
      )}
      {order.credit ? <p className="text-sm">{t('chat-credit', { amount: formatMoney(order.credit) })}</p> : null}
    </div>
  )
}

function Courier({ courier, at }: { courier: CourierFacts; at: number }) {
  const t = useTexts()
  const now = useNow()
  return (
    <div className="flex items-center gap-3">
      <span aria-hidden className="grid size-10 shrink-0 place-items-center rounded-full bg-clay-wash text-clay">
        <Bike size={19} />
      </span>
      <p className="min-w-0 leading-snug">
        <span className="block font-semibold">{courier.name}</span>
        <span className="block text-sm text-soft">
          {courier.place}
          {courier.seen_seconds_ago === null ? null : <> · {t('chat-seen', { ago: formatAgo(at - courier.seen_seconds_ago * 1_000, now) })}</>}
        </span>
      </p>
    </div>
  )
}

/** The courier on a small map, while they are on their way: where they are now. */
function Where({ order }: { order: OrderFacts }) {
  const t = useTexts()
  const { whose } = useChat()
  const behind = useOrderBehind(whose, order.number)
  const isOnTheWay = order.stage === 'out_for_delivery' || order.stage === 'arrived'
  if (!isOnTheWay || !behind?.courier?.point) return null
  const { store, door, courier } = behind
  const { id, name, point, heading, seen_at: seenAt } = courier
  if (!point || !seenAt) return null
  return (
    <MiniMap
      label={t('chat-map', { name })}
      store={store ?? undefined}
      homes={door ? [{ id: 'door', at: door }] : []}
      couriers={[{ id, name, at: point, heading: heading ?? null, seenAt, duty: 'busy' }]}
      way={store ? { from: store, courier: id, to: door ?? undefined } : undefined}
    />
  )
}

function NextStep({ order }: { order: OrderFacts }) {
  const t = useTexts()
  const next = nextStep(order.stage, t)
  if (!next) return null
  return (
    <p className="flex items-center gap-2 rounded-md bg-sunken px-3 py-2 text-sm">
      <ArrowRight aria-hidden size={15} className="shrink-0 text-soft" />
      <span>
        <span className="text-soft">{t('chat-next')}</span> {next}
      </span>
    </p>
  )
}

function Receipt({ order }: { order: OrderFacts }) {
  const t = useTexts()
  const lines: [string, number][] = [
    ...order.items.map(({ quantity, name, price }): [string, number] => [`${quantity} × ${name}`, price]),
    [t('chat-delivery-fee'), order.delivery_fee],
    ...(order.service_fee > 0 ? [[t('chat-service-fee'), order.service_fee] satisfies [string, number]] : []),
    ...(order.tip > 0 ? [[t('chat-tip'), order.tip] satisfies [string, number]] : []),
  ]
  return (
    <dl className="grid gap-1.5 text-sm">
      {lines.map(([name, amount], index) => (
        <div key={index} className="flex justify-between gap-4">
          <dt className="min-w-0">{name}</dt>
          <dd className="tabular shrink-0">{formatMoney(amount)}</dd>
        </div>
      ))}
      <div className="flex justify-between gap-4 border-t border-line pt-2 text-base font-bold">
        <dt>{t('chat-total')}</dt>
        <dd className="tabular">{formatMoney(order.total)}</dd>
      </div>
    </dl>
  )
}

/** Which order is meant: a click says it. */
function Choice({ orders }: { orders: readonly OrderFacts[] }) {
  const t = useTexts()
  const { say } = useChat()
  return (
    <ul className="grid w-full max-w-md gap-2">
      {orders.map((order) => (
        <li key={order.number}>
          <button
            type="button"
            onClick={() => say(t('chat-order', { number: order.number }))}
            className="flex w-full items-center gap-3 rounded-lg border border-line bg-card p-3 text-left shadow-low transition-colors hover:border-edge"
          >
            <span className="grid min-w-0 flex-1 gap-0.5">
              <span className="flex flex-wrap items-center gap-2 font-semibold">
                {t('chat-order', { number: order.number })} <StageBadge stage={order.stage} />
              </span>
              <span className="truncate text-sm text-soft">{order.items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')}</span>
              {order.window ? <span className="tabular text-sm">{formatCivil(order.window[0])}–{formatCivil(order.window[1])}</span> : null}
            </span>
            <ChevronRight aria-hidden size={18} className="shrink-0 text-soft" />
          </button>
        </li>
      ))}
    </ul>
  )
}
