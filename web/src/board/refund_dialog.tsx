import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { answerOf, api } from '../api/client.ts'
import { parseMoney } from '../format/brazil.ts'
import { formatMoney } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import type { BoardOrder } from './stage.ts'
import { learnOrder } from './use_board.ts'

/** What was paid and has not gone back. */
export const refundable = (order: BoardOrder) => order.payment.paid - order.payment.refunded

/** Gives money back: all that is left, or a part. */
export function RefundDialog({ order, onClose }: { order: BoardOrder; onClose: () => void }) {
  const t = useTexts()
  const client = useQueryClient()
  const most = refundable(order)
  const [typed, setTyped] = useState((most / 100).toFixed(2).replace('.', ','))
  const amount = parseMoney(typed)
  const isPossible = amount !== null && amount > 0 && amount <= most
  const refund = useMutation({
    mutationFn: (amount: number) => answerOf(api.POST('/api/board/orders/{order}/refund', { params: { path: { order: order.id } }, body: { amount } })),
    onSuccess: (refunded) => {
      learnOrder(client, refunded)
      onClose()
    },
  })
  return (
    <Dialog
      title={t('board-refund-title', { number: order.number })}
      shape="center"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('back')}</Button>
          <Button kind="danger" disabled={!isPossible} busy={refund.isPending} onClick={() => amount !== null && refund.mutate(amount)}>
            {isPossible ? t('board-refund-amount', { amount: formatMoney(amount) }) : t('board-refund')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <TextField
          label={t('board-refund-how-much')}
          inputMode="decimal"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          hint={t('board-refund-most', { most: formatMoney(most) })}
          error={isPossible ? null : t('board-refund-impossible', { most: formatMoney(most) })}
        />
        {refund.error ? <Failure error={refund.error} /> : null}
      </div>
    </Dialog>
  )
}
