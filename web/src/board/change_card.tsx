import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, Check, X } from 'lucide-react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { formatMoney, formatTime } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/card.tsx'
import { Failure } from '../ui/states.tsx'
import { Countdown } from './countdown.tsx'
import { Ticket } from './order_card.tsx'
import type { BoardOrder } from './stage.ts'
import { useStore } from './store.ts'
import { learnOrder } from './use_board.ts'

type Change = Schema['ChangeView']

/** A customer asks for another address, and the store is asked whether it may be. */
export function ChangeCard({ order, change, onOpen }: { order: BoardOrder; change: Change; onOpen: () => void }) {
  const t = useTexts()
  return (
    <Ticket
      label={t('board-change-card', { number: order.number, name: order.customer.name })}
      tone="new"
      number={order.number}
      name={order.customer.name}
      corner={<Countdown since={order.updated_at} until={change.until} />}
      onOpen={onOpen}
    >
      <ChangeQuestion order={order} change={change} />
    </Ticket>
  )
}

/** What would change, and the answer. */
export function ChangeQuestion({ order, change }: { order: BoardOrder; change: Change }) {
  const t = useTexts()
  const client = useQueryClient()
  const zone = useStore().time_zone ?? undefined
  const answer = useMutation({
    mutationFn: (agrees: boolean) => answerOf(api.POST('/api/board/orders/{order}/change', { params: { path: { order: order.id } }, body: { agrees } })),
    onSuccess: (answered) => learnOrder(client, answered),
  })
  const span = (window: Schema['WindowView']) => t('board-span', { from: formatTime(window.from, zone), to: formatTime(window.to, zone) })
  const delta = change.fee - order.totals.fee
  return (
    <>
      <p className="font-semibold">{t('board-change-title')}</p>
      <div className="grid gap-1 text-base">
        <p className="text-soft line-through">{order.address.line}</p>
        <p className="flex items-start gap-1.5 font-semibold">
          <ArrowDown aria-hidden size={17} className="mt-0.5 shrink-0 text-clay" />
          <span>
            {change.address.line}
            {change.address.complement ? `, ${change.address.complement}` : ''}
          </span>
        </p>
      </div>
      <Facts
        facts={[
          [t('board-change-fee'), delta === 0 ? t('board-change-same', { fee: formatMoney(change.fee) }) : `${formatMoney(order.totals.fee)} → ${formatMoney(change.fee)}`],
          [t('board-change-window'), `${span(order.window)} → ${span(change.window)}`],
        ]}
      />
      <p className="text-sm text-soft">{t('board-change-means')}</p>
      {answer.error ? <Failure error={answer.error} /> : null}
      <div className="flex gap-2">
        <Button size="large" data-act="refuse" icon={<X aria-hidden size={20} />} disabled={answer.isPending} onClick={() => answer.mutate(false)} className="flex-1 px-3!">
          {t('board-change-deny')}
        </Button>
        <Button kind="primary" size="large" data-act="primary" icon={<Check aria-hidden size={20} />} busy={answer.isPending} onClick={() => answer.mutate(true)} className="flex-1 px-3!">
          {t('board-change-allow')}
        </Button>
      </div>
    </>
  )
}
