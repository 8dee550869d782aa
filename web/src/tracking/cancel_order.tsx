import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { formatMoney } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Failure, Skeleton } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { type CancelReason, type Preview, previewCancellation, useCancel } from './change.ts'
import type { OrderView } from './followed.ts'
import { Verdict } from './verdict.tsx'

/** Calling an order off: whether it can be, what goes back, and why, before it is. */
export function CancelOrder({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const [reason, setReason] = useState<CancelReason | null>(null)
  const cancel = useCancel(order.id)
  const preview = useQuery({
    // The policy answers anew when the order has gone on.
    queryKey: ['cancellation', order.id, order.status],
    queryFn: () => previewCancellation(order.id),
    staleTime: 0,
    gcTime: 0,
  })
  const isPossible = preview.data !== undefined && preview.data.verdict !== 'deny'
  const confirm = () => {
    if (!reason) return
    cancel.mutate(reason, {
      onSuccess: () => {
        toasts.done(preview.data?.verdict === 'needs_approval' ? t('tracking-cancel-asked') : t('tracking-cancel-begun'))
        onClose()
      },
    })
  }
  return (
    <Dialog
      title={t('tracking-cancel')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('tracking-keep')}</Button>
          {isPossible ? (
            <Button kind="danger" disabled={reason === null} busy={cancel.isPending} onClick={confirm}>
              {preview.data?.verdict === 'needs_approval' ? t('tracking-ask-store') : t('tracking-cancel')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="grid gap-4">
        {preview.data ? <Verdict preview={preview.data} /> : preview.error ? <Failure error={preview.error} onRetry={() => void preview.refetch()} /> : <Skeleton className="h-32" />}
        {preview.data && isPossible ? (
          <>
            <Refund order={order} preview={preview.data} />
            <fieldset className="grid gap-1">
              <legend className="pb-1.5 font-semibold">{t('tracking-cancel-why')}</legend>
              {preview.data.reasons.map(({ code, text }) => (
                <label key={code} className="flex min-h-11 items-center gap-3 rounded-md px-3 hover:bg-ink/5 has-checked:bg-clay-wash has-checked:font-semibold">
                  <input type="radio" name="reason" value={code} checked={reason === code} onChange={() => setReason(code)} className="size-4.5 accent-clay" />
                  <span className="first-letter:uppercase">{text}</span>
                </label>
              ))}
            </fieldset>
          </>
        ) : null}
        {cancel.error ? <Failure error={cancel.error} /> : null}
      </div>
    </Dialog>
  )
}

function Refund({ order, preview }: { order: OrderView; preview: Preview }) {
  const t = useTexts()
  if (order.payment.paid === 0) return <p className="text-soft">{t('tracking-nothing-paid')}</p>
  return (
    <p className="flex items-baseline justify-between gap-4 rounded-md bg-sunken px-4 py-3">
      <span>{t('tracking-goes-back')}</span>
      <span className="tabular">
        <strong className="text-xl">{formatMoney(preview.refund)}</strong> <span className="text-soft">{t('tracking-of-paid', { amount: formatMoney(order.payment.paid) })}</span>
      </span>
    </p>
  )
}
