import { Banknote, ChevronDown, CreditCard, QrCode } from 'lucide-react'
import { type FormEvent, useState } from 'react'

import type { Schema } from '../api/client.ts'
import { useShopInfo } from '../api/shop_info.ts'
import { useStore } from '../api/store.ts'
import { parseMoney } from '../format/brazil.ts'
import { formatMoney } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { type Choice, Segments, Select, TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { usePay } from './change.ts'
import type { OrderView } from './followed.ts'
import { methodWords } from './payment_words.ts'

type Method = Schema['PaymentView']['method']

const icons: Record<Method, typeof QrCode> = { PIX: QrCode, CARD: CreditCard, CASH: Banknote }

/** The cards of the sandbox provider: real ones are never typed into these pages. */
const testCards = ['tok_ok', 'tok_declined', 'tok_insufficient_funds'] as const

/** Paying after a card was declined or a Pix ran out, or another way than was said at first. */
export function PayAgain({ order }: { order: OrderView }) {
  const t = useTexts()
  const store = useStore()
  const { sandbox } = useShopInfo()
  const pay = usePay(order.id)
  const [method, setMethod] = useState<Method>('PIX')
  const [card, setCard] = useState<string>(testCards[0])
  const [change, setChange] = useState('')
  if (order.status !== 'AWAITING_PAYMENT') return null
  const { state } = order.payment
  const hasFailed = state === 'DECLINED' || state === 'EXPIRED'
  // Only the sandbox's cards come as tokens.
  const methods = (store.data?.payment_methods ?? []).filter((one) => one !== 'CARD' || sandbox)
  const changeFor = change.trim() === '' ? null : parseMoney(change)
  const isChangeWrong = change.trim() !== '' && (changeFor === null || changeFor < order.totals.total)
  const wish: Record<Method, () => Schema['PaymentWish']> = {
    PIX: () => ({ type: 'PIX' }),
    CARD: () => ({ type: 'CARD', token: card }),
    CASH: () => ({ type: 'CASH', change_for: changeFor }),
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (method !== 'CASH' || !isChangeWrong) pay.mutate(wish[method]())
  }
  const choices: Choice<Method>[] = methods.map((value) => {
    const Icon = icons[value]
    return { value, label: methodWords(value, t), icon: <Icon aria-hidden size={16} /> }
  })
  const form = (
    <form className="grid gap-4" onSubmit={submit}>
      <Segments label={t('tracking-pay-how')} choices={choices} value={method} onChange={setMethod} />
      {method === 'CARD' ? (
        <Select label={t('tracking-test-card')} value={card} onChange={(event) => setCard(event.target.value)} hint={t('tracking-test-card-hint')}>
          <option value={testCards[0]}>{t('tracking-card-ok')}</option>
          <option value={testCards[1]}>{t('tracking-card-declined')}</option>
          <option value={testCards[2]}>{t('tracking-card-no-funds')}</option>
        </Select>
      ) : null}
      {method === 'CASH' ? (
        <TextField
          label={t('tracking-change-for')}
          hint={t('tracking-change-for-hint', { total: formatMoney(order.totals.total) })}
          error={isChangeWrong ? t('tracking-change-for-wrong', { total: formatMoney(order.totals.total) }) : null}
          inputMode="decimal"
          value={change}
          onChange={(event) => setChange(event.target.value)}
        />
      ) : null}
      {pay.error ? <Failure error={pay.error} /> : null}
      <Button type="submit" kind={hasFailed ? 'primary' : 'secondary'} busy={pay.isPending} className="justify-self-start">
        {method === 'CASH' ? t('tracking-pay-at-the-door') : t('tracking-pay-now', { amount: formatMoney(order.totals.total) })}
      </Button>
    </form>
  )
  if (!hasFailed) {
    return (
      <details className="group rounded-lg border border-line bg-card px-5 py-3.5 shadow-low">
        <summary className="flex list-none items-center justify-between font-semibold [&::-webkit-details-marker]:hidden">
          {t('tracking-pay-another-way')}
          <ChevronDown aria-hidden size={18} className="text-soft transition-transform group-open:rotate-180" />
        </summary>
        <div className="pt-4">{form}</div>
      </details>
    )
  }
  return (
    <section aria-labelledby="pay-heading" className="grid gap-4 rounded-lg border-2 border-clay bg-card p-5 shadow-mid">
      <h2 id="pay-heading" className="text-xl">{t('tracking-pay-again')}</h2>
      {form}
    </section>
  )
}
