import { useQuery } from '@tanstack/react-query'
import { Ban, Bike, Mail, MapPin, MessageSquare, Phone, RotateCcw } from 'lucide-react'
import { useState } from 'react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { formatMoney, formatTime } from '../format/format.ts'
import { paths } from '../paths.ts'
import { staffSession } from '../session/session.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Facts } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Failure, Loading, Note } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { AssignDialog } from './assign_dialog.tsx'
import { CancelDialog } from './cancel_dialog.tsx'
import { ChangeQuestion } from './change_card.tsx'
import { OrderLines } from './order_lines.tsx'
import { PaymentHint } from './payment_hint.tsx'
import { RefundDialog, refundable } from './refund_dialog.tsx'
import { type BoardOrder, stageOf } from './stage.ts'
import { takesCourier } from './steps.ts'
import { useStore } from './store.ts'
import { orderKey } from './use_board.ts'

/** All there is about one order, and what is not done every day. */
export function OrderDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts()
  const query = useQuery({
    queryKey: orderKey(id),
    queryFn: () => answerOf(api.GET('/api/board/orders/{order}', { params: { path: { order: id } } })),
  })
  const order = query.data
  return (
    <Dialog title={order ? `#${order.number} · ${order.customer.name}` : t('board-order')} shape="drawer" size="medium" onClose={onClose}>
      {order ? <Order order={order} /> : query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : <Loading />}
    </Dialog>
  )
}

type Asked = 'assign' | 'cancel' | 'refund'
type Section = 'order' | 'timeline' | 'messages'

function Order({ order }: { order: BoardOrder }) {
  const t = useTexts()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [section, setSection] = useState<Section>('order')
  const isOperator = useQuery(staffSession).data?.role === 'operator'
  const close = () => setAsked(null)
  const isOpen = stageOf(order) !== null
  return (
    <div className="grid gap-5">
      <div className="grid gap-3">
        <p className="text-xl font-bold">{order.status_text}</p>
        {order.closing ? <Note tone="bad">{t('board-closing', { why: order.closing.text, refund: formatMoney(order.closing.refund) })}</Note> : null}
        {order.change ? (
          <div className="grid gap-3 rounded-lg border-2 border-clay/60 p-4">
            <ChangeQuestion order={order} change={order.change} />
          </div>
        ) : null}
        <div className="flex flex-wrap gap-2">
          {takesCourier(order) ? (
            <Button icon={<Bike aria-hidden size={18} />} onClick={() => setAsked('assign')}>
              {order.courier ? t('board-reassign') : t('board-assign')}
            </Button>
          ) : null}
          {isOperator ? <ButtonLink href={paths.executions({ q: `${order.number}` })}>{t('board-execution')}</ButtonLink> : null}
          {isOperator && refundable(order) > 0 ? (
            <Button icon={<RotateCcw aria-hidden size={17} />} onClick={() => setAsked('refund')}>
              {t('board-refund')}
            </Button>
          ) : null}
          {isOpen ? (
            <Button icon={<Ban aria-hidden size={17} />} className="text-chili" onClick={() => setAsked('cancel')}>
              {t('board-cancel')}
            </Button>
          ) : null}
        </div>
      </div>
      <Tabs<Section>
        label={t('board-order')}
        value={section}
        onChange={setSection}
        tabs={[
          { value: 'order', label: t('board-order') },
          { value: 'timeline', label: t('board-timeline') },
          { value: 'messages', label: t('board-messages') },
        ]}
      >
        <div className="pt-4">{section === 'order' ? <Details order={order} /> : section === 'timeline' ? <Timeline order={order} /> : <Messages order={order} />}</div>
      </Tabs>
      {asked === 'assign' ? <AssignDialog order={order} onClose={close} /> : null}
      {asked === 'cancel' ? <CancelDialog order={order} onClose={close} /> : null}
      {asked === 'refund' ? <RefundDialog order={order} onClose={close} /> : null}
    </div>
  )
}

function Details({ order }: { order: BoardOrder }) {
  const t = useTexts()
  const zone = useStore().time_zone ?? undefined
  const span = (window: Schema['WindowView']) => t('board-span', { from: formatTime(window.from, zone), to: formatTime(window.to, zone) })
  return (
    <div className="grid gap-6">
      <OrderLines order={order} />
      <section className="grid gap-2">
        <h3 className="text-base">{t('board-delivery')}</h3>
        <p className="flex items-start gap-2">
          <MapPin aria-hidden size={18} className="mt-0.5 shrink-0 text-soft" />
          <span>
            {order.address.line}
            {order.address.complement ? `, ${order.address.complement}` : ''}
            {order.address.instructions ? <span className="block text-soft">{order.address.instructions}</span> : null}
          </span>
        </p>
        {order.customer.phone ? (
          <p className="flex items-center gap-2">
            <Phone aria-hidden size={18} className="text-soft" />
            <a href={`tel:${order.customer.phone}`} className="font-semibold text-clay underline-offset-4 hover:underline">{order.customer.phone}</a>
          </p>
        ) : null}
        {order.customer.email ? (
          <p className="flex items-center gap-2">
            <Mail aria-hidden size={18} className="text-soft" />
            {order.customer.email}
          </p>
        ) : null}
        {order.courier ? (
          <p className="flex items-center gap-2">
            <Bike aria-hidden size={18} className="text-soft" />
            {order.courier.name}
          </p>
        ) : null}
        <Facts
          className="pt-1"
          facts={[
            [t('board-expected'), span(order.window)],
            [t('board-promised'), span(order.promised)],
            [t('board-placed'), formatTime(order.placed_at, zone)],
          ]}
        />
      </section>
      <section className="grid gap-2">
        <h3 className="text-base">{t('board-payment')}</h3>
        <PaymentHint order={order} />
        <Facts
          facts={[
            [t('board-items'), formatMoney(order.totals.items)],
            [t('board-fee'), formatMoney(order.totals.fee)],
            [t('board-total'), <strong key="total">{formatMoney(order.totals.total)}</strong>],
            [t('board-paid'), formatMoney(order.payment.paid)],
            ...(order.payment.refunded > 0 ? [[t('board-refunded'), formatMoney(order.payment.refunded)] as const] : []),
          ]}
        />
      </section>
    </div>
  )
}

function Timeline({ order }: { order: BoardOrder }) {
  const t = useTexts()
  const zone = useStore().time_zone ?? undefined
  const query = useQuery({
    queryKey: [...orderKey(order.id), 'timeline'],
    queryFn: async () => (await answerOf(api.GET('/api/board/orders/{order}/timeline', { params: { path: { order: order.id }, query: { after: 0 } } }))).entries,
  })
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Loading />
  const by: Record<Schema['ByView'], string> = {
    customer: t('board-by-customer'),
    store: t('board-by-store'),
    operator: t('board-by-operator'),
    courier: t('board-by-courier'),
    provider: t('board-by-provider'),
    system: t('board-by-system'),
  }
  return (
    <ol className="grid border-l-2 border-line pl-5">
      {query.data.toReversed().map((entry) => (
        <li key={entry.number} className="relative grid gap-0.5 pb-4 before:absolute before:top-1.5 before:-left-[1.6rem] before:size-2.5 before:rounded-full before:bg-edge first:before:bg-clay">
          <span>{entry.text}</span>
          <span className="text-sm text-soft">{`${formatTime(entry.at, zone)} · ${by[entry.by]}`}</span>
        </li>
      ))}
    </ol>
  )
}

const messageTones: Record<Schema['MessageStateView'], Tone> = { SENDING: 'active', SENT: 'good', HELD: 'warning', NOT_SENT: 'neutral', FAILED: 'bad' }

function Messages({ order }: { order: BoardOrder }) {
  const t = useTexts()
  const zone = useStore().time_zone ?? undefined
  const query = useQuery({
    queryKey: [...orderKey(order.id), 'messages'],
    queryFn: async () => (await answerOf(api.GET('/api/board/orders/{order}/messages', { params: { path: { order: order.id } } }))).items,
  })
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Loading />
  if (query.data.length === 0) return <p className="text-soft">{t('board-no-messages')}</p>
  const states: Record<Schema['MessageStateView'], string> = {
    SENDING: t('board-message-sending'),
    SENT: t('board-message-sent'),
    HELD: t('board-message-held'),
    NOT_SENT: t('board-message-not-sent'),
    FAILED: t('board-message-failed'),
  }
  const channels = { whatsapp: t('board-whatsapp'), sms: t('board-sms'), email: t('board-email') }
  return (
    <ul className="grid gap-3">
      {query.data.map((message) => (
        <li key={`${message.id} ${message.channel}`} className="grid gap-1.5 rounded-md border border-line p-3.5">
          <div className="flex flex-wrap items-center gap-2">
            <MessageSquare aria-hidden size={16} className="text-soft" />
            <span className="font-semibold">{message.about}</span>
            <Badge tone={messageTones[message.state]}>{states[message.state]}</Badge>
            <span className="ml-auto text-sm text-soft">{`${channels[message.channel]} · ${formatTime(message.at, zone)}`}</span>
          </div>
          {message.text ? <p className="text-sm whitespace-pre-line break-words">{message.text}</p> : null}
          {message.why ? <p className="text-sm text-soft">{message.why}</p> : null}
        </li>
      ))}
    </ul>
  )
}
