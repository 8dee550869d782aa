import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { answerOf, api } from '../api/client.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { ReasonChoice } from './reason_choice.tsx'
import { type Reason, refusals } from './reasons.ts'
import type { BoardOrder } from './stage.ts'
import { restock } from './stock.ts'
import { learnOrder } from './use_board.ts'

/** Does not take an order, and says why; what is sold out can be said to be so at once. */
export function RefusalDialog({ order, onClose }: { order: BoardOrder; onClose: () => void }) {
  const t = useTexts()
  const client = useQueryClient()
  const [reason, setReason] = useState<Reason | null>(null)
  const [soldOut, setSoldOut] = useState<readonly string[]>([])
  const isAboutItems = reason === 'item_unavailable'
  const refusal = useMutation({
    mutationFn: async (reason: Reason) => {
      const refused = await answerOf(api.POST('/api/board/orders/{order}/refuse', { params: { path: { order: order.id } }, body: { reason } }))
      if (isAboutItems) await Promise.all(soldOut.map((item) => restock(client, item, 0)))
      return refused
    },
    onSuccess: (refused) => {
      learnOrder(client, refused)
      onClose()
    },
  })
  const items = [...new Map(order.lines.map((line) => [line.item, line.name]))]
  return (
    <Dialog
      title={t('board-refuse-title', { number: order.number })}
      onClose={onClose}
      actions={
        <>
          <Button size="large" onClick={onClose}>{t('back')}</Button>
          <Button size="large" kind="danger" disabled={reason === null} busy={refusal.isPending} onClick={() => reason && refusal.mutate(reason)}>
            {t('board-refuse')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <p className="text-soft">{t('board-refuse-means', { name: order.customer.name })}</p>
        <ReasonChoice label={t('board-why')} reasons={refusals} value={reason} onChange={setReason} />
        {isAboutItems ? (
          <fieldset className="grid gap-2.5 rounded-md bg-sunken p-4">
            <legend className="float-left pb-1 font-semibold">{t('board-refuse-sold-out')}</legend>
            {items.map(([item, name]) => (
              <Checkbox
                key={item}
                label={name}
                checked={soldOut.includes(item)}
                onChange={(event) => setSoldOut(event.target.checked ? [...soldOut, item] : soldOut.filter((one) => one !== item))}
                className="clear-both"
              />
            ))}
          </fieldset>
        ) : null}
        {refusal.error ? <Failure error={refusal.error} /> : null}
      </div>
    </Dialog>
  )
}
