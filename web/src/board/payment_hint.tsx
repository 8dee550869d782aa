import { Banknote, CreditCard, QrCode } from 'lucide-react'

import { formatMoney } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import type { BoardOrder } from './stage.ts'

/** How an order is paid, as whoever hands it out needs to know. */
export function PaymentHint({ order }: { order: BoardOrder }) {
  const t = useTexts()
  const { method, change_for: changeFor } = order.payment
  const icon = { PIX: QrCode, CARD: CreditCard, CASH: Banknote }[method]
  const Icon = icon
  const total = formatMoney(order.totals.total)
  const words = {
    PIX: t('board-pays-pix', { total }),
    CARD: t('board-pays-card', { total }),
    CASH: changeFor ? t('board-pays-cash-change', { total, change: formatMoney(changeFor) }) : t('board-pays-cash', { total }),
  }[method]
  return (
    <p className="flex items-center gap-2 text-sm text-soft">
      <Icon aria-hidden size={16} className="shrink-0" />
      {words}
    </p>
  )
}
