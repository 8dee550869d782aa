import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { isProblem } from '../api/problem.ts'
import type { HomeMark } from '../map/marks.tsx'
import { MiniMap } from '../map/mini_map.tsx'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure, Skeleton } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { type AddressBody, type Preview, previewAddress, useChangeAddress } from './change.ts'
import type { OrderView } from './followed.ts'
import { etaDeltaWords, feeWords } from './preview_words.ts'
import { Verdict } from './verdict.tsx'

const LINE_MAX = 200
const NOTE_MAX = 280

/** Another address: what would come of it is shown before anything is changed. */
export function ChangeAddress({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const [draft, setDraft] = useState({ line: '', complement: order.address.complement ?? '' })
  const [asked, setAsked] = useState<AddressBody | null>(null)
  const change = useChangeAddress(order.id)
  const preview = useQuery({
    // The policy answers anew when the order has gone on.
    queryKey: ['address-preview', order.id, order.status, asked],
    queryFn: () => previewAddress(order.id, asked ?? { line: draft.line }),
    enabled: asked !== null,
    staleTime: 0,
    gcTime: 0,
  })
  const refused = isProblem(preview.error, 'unknown_address', 'invalid') ? t('tracking-address-unknown') : null
  const isShown = asked !== null && refused === null
  const confirm = () => {
    if (!asked) return
    change.mutate(asked, {
      onSuccess: (changed) => {
        toasts.done(changed.change ? t('tracking-address-asked') : t('tracking-address-changed'))
        onClose()
      },
    })
  }
  const mayConfirm = preview.data !== undefined && preview.data.verdict !== 'deny'
  return (
    <Dialog
      title={t('tracking-change-address')}
      onClose={onClose}
      actions={
        isShown ? (
          <>
            <Button onClick={() => setAsked(null)}>{t('back')}</Button>
            {mayConfirm ? (
              <Button kind="primary" busy={change.isPending} onClick={confirm}>
                {preview.data?.verdict === 'needs_approval' ? t('tracking-ask-store') : t('tracking-confirm-address')}
              </Button>
            ) : null}
          </>
        ) : (
          <Button kind="primary" type="submit" form="new-address" busy={preview.isFetching}>{t('tracking-see-change')}</Button>
        )
      }
    >
      {isShown ? (
        <div className="grid gap-4">
          {preview.data ? <AddressPreview order={order} preview={preview.data} line={asked.line} /> : null}
          {preview.isPending ? <Skeleton className="h-48" /> : null}
          {preview.error ? <Failure error={preview.error} onRetry={() => void preview.refetch()} /> : null}
          {change.error ? <Failure error={change.error} /> : null}
        </div>
      ) : (
        <form
          id="new-address"
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            setAsked({ line: draft.line.trim(), complement: draft.complement.trim() || null })
          }}
        >
          <p className="text-soft">{t('tracking-address-now', { line: order.address.line })}</p>
          <TextField
            label={t('tracking-new-address')}
            hint={t('tracking-new-address-hint')}
            error={refused}
            required
            minLength={3}
            maxLength={LINE_MAX}
            autoComplete="street-address"
            value={draft.line}
            onChange={(event) => setDraft({ ...draft, line: event.target.value })}
          />
          <TextField
            label={t('tracking-complement')}
            hint={t('tracking-complement-hint')}
            maxLength={NOTE_MAX}
            value={draft.complement}
            onChange={(event) => setDraft({ ...draft, complement: event.target.value })}
          />
        </form>
      )}
    </Dialog>
  )
}

function AddressPreview({ order, preview, line }: { order: OrderView; preview: Preview; line: string }) {
  const t = useTexts()
  const to = preview.address
  const homes: HomeMark[] = [{ id: 'now', at: order.address.point, tone: 'neutral', tag: t('tracking-map-now') }]
  if (to) homes.push({ id: 'then', at: to.point, tag: t('tracking-map-new') })
  return (
    <>
      <p className="text-lg font-semibold">{to?.line ?? line}</p>
      <Verdict preview={preview} />
      {to ? <MiniMap label={t('tracking-map-both')} homes={homes} className="h-44" /> : null}
      {preview.verdict === 'deny' ? null : (
        <Facts
          facts={[
            [t('tracking-fee'), feeWords(preview.quote_delta, t)],
            [t('tracking-time'), etaDeltaWords(preview.eta_delta_seconds, t)],
          ]}
        />
      )}
    </>
  )
}
