import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { answerOf, api } from '../api/client.ts'
import { formatMoney } from '../format/format.ts'
import { staffSession } from '../session/session.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Failure, Note } from '../ui/states.tsx'
import { ReasonChoice } from './reason_choice.tsx'
import { cancellationReasons, type Reason } from './reasons.ts'
import type { BoardOrder } from './stage.ts'
import { learnOrder } from './use_board.ts'

/** Calls an order off. What goes back is the policy's to say, and shown when it is done. */
export function CancelDialog({ order, onClose }: { order: BoardOrder; onClose: () => void }) {
  const t = useTexts()
  const client = useQueryClient()
  const role = useQuery(staffSession).data?.role === 'operator' ? 'operator' : 'clerk'
  const [reason, setReason] = useState<Reason | null>(null)
  const cancellation = useMutation({
    mutationFn: (reason: Reason) => answerOf(api.POST('/api/board/orders/{order}/cancellation', { params: { path: { order: order.id } }, body: { reason } })),
    onSuccess: (cancelled) => {
      learnOrder(client, cancelled)
      onClose()
    },
  })
  const reasons = cancellationReasons(role, cancellation.error)
  const chosen = reason && reasons.includes(reason) ? reason : null
  return (
    <Dialog
      title={t('board-cancel-title', { number: order.number })}
      onClose={onClose}
      actions={
        <>
          <Button size="large" onClick={onClose}>{t('back')}</Button>
          <Button size="large" kind="danger" disabled={chosen === null} busy={cancellation.isPending} onClick={() => chosen && cancellation.mutate(chosen)}>
            {t('board-cancel')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Note tone="warning">
          {order.payment.paid > 0 ? t('board-cancel-means-paid', { name: order.customer.name, paid: formatMoney(order.payment.paid - order.payment.refunded) }) : t('board-cancel-means', { name: order.customer.name })}
        </Note>
        <ReasonChoice label={t('board-why')} reasons={reasons} value={chosen} onChange={setReason} />
        {cancellation.error ? <Failure error={cancellation.error} /> : null}
      </div>
    </Dialog>
  )
}
