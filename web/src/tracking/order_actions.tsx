import { Ban, MapPin, MapPinPen, NotebookPen, ReceiptText, RotateCcw, Share2 } from 'lucide-react'
import { useState } from 'react'

import { useNow } from '../format/clock.ts'
import { formatCountdown, formatMoney } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { Link, navigate } from '../ui/location.tsx'
import { Note } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { CancelOrder } from './cancel_order.tsx'
import { ChangeAddress } from './change_address.tsx'
import { ChangeInstructions } from './change_instructions.tsx'
import type { OrderView } from './followed.ts'
import { orderAgain } from './reorder.ts'
import { isOver } from './status.ts'

type Doing = 'address' | 'instructions' | 'cancel'

/** Where it goes, and what can be changed about it. */
export function OrderActions({ order }: { order: OrderView }) {
  const t = useTexts()
  const [doing, setDoing] = useState<Doing | null>(null)
  const close = () => setDoing(null)
  const { address } = order
  const again = () => {
    orderAgain(order.lines)
    navigate(paths.shop())
  }
  const canChange = !isOver(order.status) && !order.closing
  return (
    <Panel title={t('tracking-goes-to')}>
      <div className="grid gap-4">
        <address className="flex gap-3 not-italic">
          <MapPin aria-hidden size={20} className="mt-0.5 shrink-0 text-leaf" />
          <div className="min-w-0 break-words">
            <p className="font-semibold">{[address.line, address.complement].filter(Boolean).join(', ')}</p>
            {address.instructions ? <p className="text-sm text-soft">“{address.instructions}”</p> : null}
          </div>
        </address>
        {order.change ? <AskedChange change={order.change} /> : null}
        {order.closing && !isOver(order.status) ? <Note tone="warning">{t('tracking-closing', { reason: order.closing.text })}</Note> : null}
        <div className="flex flex-wrap gap-2">
          {canChange ? (
            <>
              <Button size="small" icon={<MapPinPen aria-hidden size={16} />} onClick={() => setDoing('address')}>{t('tracking-change-address')}</Button>
              <Button size="small" icon={<NotebookPen aria-hidden size={16} />} onClick={() => setDoing('instructions')}>{t('tracking-change-instructions')}</Button>
            </>
          ) : null}
          {isOver(order.status) ? (
            <Button size="small" kind="primary" icon={<RotateCcw aria-hidden size={16} />} onClick={again}>{t('tracking-again')}</Button>
          ) : null}
          <ShareLink link={order.tracking_link} />
          <Link href={paths.receipt(order.id)} className={buttonClass('secondary', 'small')}>
            <ReceiptText aria-hidden size={16} />
            {t('tracking-receipt')}
          </Link>
          {canChange ? (
            <Button size="small" kind="quiet" className="text-chili!" icon={<Ban aria-hidden size={16} />} onClick={() => setDoing('cancel')}>{t('tracking-cancel')}</Button>
          ) : null}
        </div>
      </div>
      {doing === 'address' ? <ChangeAddress order={order} onClose={close} /> : null}
      {doing === 'instructions' ? <ChangeInstructions order={order} onClose={close} /> : null}
      {doing === 'cancel' ? <CancelOrder order={order} onClose={close} /> : null}
    </Panel>
  )
}

function AskedChange({ change }: { change: NonNullable<OrderView['change']> }) {
  const t = useTexts()
  const now = useNow()
  return (
    <Note tone="warning">
      <p>{t('tracking-change-asked', { line: change.address.line })}</p>
      <p className="tabular text-sm">{t('tracking-change-left', { left: formatCountdown(Date.parse(change.until) - now), fee: formatMoney(change.fee) })}</p>
    </Note>
  )
}

/** For whoever waits with the customer: the order without the address and the PIN. */
function ShareLink({ link }: { link: string }) {
  const t = useTexts()
  const toasts = useToasts()
  const url = new URL(link, location.origin).href
  const share = async () => {
    if (navigator.share) await navigator.share({ url }).catch(() => undefined)
    else {
      await navigator.clipboard.writeText(url)
      toasts.done(t('tracking-link-copied'))
    }
  }
  return (
    <Button size="small" icon={<Share2 aria-hidden size={16} />} onClick={() => void share()}>{t('tracking-share')}</Button>
  )
}
