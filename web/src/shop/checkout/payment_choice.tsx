import { Banknote, CreditCard, QrCode } from 'lucide-react'
import type { ReactNode } from 'react'

import type { Schema } from '../../api/client.ts'
import type { Store } from '../../api/store.ts'
import { formatMoney } from '../../format/format.ts'
import { parseMoney } from '../../format/brazil.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'
import { Checkbox, TextField } from '../../ui/field.tsx'
import { changeTrouble, likelyNotes } from './change.ts'
import { type TestCard, testCards, testCardWords } from './test_cards.ts'

export type Method = Schema['MethodName']

/** How somebody would pay, as far as they have said. */
export type Paying = { method: Method; card: TestCard; wantsChange: boolean; handed: string }

export const firstPaying: Paying = { method: 'PIX', card: 'tok_ok', wantsChange: false, handed: '' }

/** The ways to pay that this page can carry out: only the sandbox's cards come as tokens. */
export function payableMethods(store: Store, isSandbox: boolean): Method[] {
  return store.payment_methods.filter((method) => method !== 'CARD' || isSandbox)
}

/** What the API is told; null while something is missing. */
export function paymentWish(paying: Paying, total: number): Schema['PaymentWish'] | null {
  switch (paying.method) {
    case 'PIX':
      return { type: 'PIX' }
    case 'CARD':
      return { type: 'CARD', token: paying.card }
    case 'CASH': {
      if (!paying.wantsChange) return { type: 'CASH' }
      const handed = parseMoney(paying.handed)
      return changeTrouble(handed, total) === null ? { type: 'CASH', change_for: handed } : null
    }
  }
}

type PaymentChoiceProps = {
  methods: readonly Method[]
  paying: Paying
  total: number | null
  onChange: (paying: Paying) => void
}

/** Pix, card or cash, and what each of them asks for. */
export function PaymentChoice({ methods, paying, total, onChange }: PaymentChoiceProps) {
  const t = useTexts()
  const shown: Record<Method, { icon: ReactNode; name: string; detail: string }> = {
    PIX: { icon: <QrCode aria-hidden size={22} />, name: t('checkout-pix'), detail: t('checkout-pix-detail') },
    CARD: { icon: <CreditCard aria-hidden size={22} />, name: t('checkout-card'), detail: t('checkout-card-detail') },
    CASH: { icon: <Banknote aria-hidden size={22} />, name: t('checkout-cash'), detail: t('checkout-cash-detail') },
  }
  return (
    <fieldset className="grid gap-2.5">
      <legend className="sr-only">{t('checkout-payment')}</legend>
      {methods.map((method) => {
        const isChosen = paying.method === method
        return (
          <div key={method} className={classNames('rounded-md border transition-colors', isChosen ? 'border-clay bg-clay-wash/40' : 'border-line hover:border-edge')}>
            <label className="flex min-h-15 items-center gap-3.5 px-4 py-2.5">
              <input type="radio" name="payment" className="size-5 shrink-0 accent-clay" checked={isChosen} onChange={() => onChange({ ...paying, method })} />
              <span className="min-w-0 flex-1">
                <span className="block font-semibold">{shown[method].name}</span>
                <span className="block text-sm text-soft">{shown[method].detail}</span>
              </span>
              <span className={isChosen ? 'text-clay' : 'text-soft'}>{shown[method].icon}</span>
            </label>
            {isChosen && method === 'CARD' ? <Cards paying={paying} onChange={onChange} /> : null}
            {isChosen && method === 'CASH' ? <Change paying={paying} total={total} onChange={onChange} /> : null}
          </div>
        )
      })}
    </fieldset>
  )
}

type PartProps = { paying: Paying; onChange: (paying: Paying) => void }

/** No card is entered here: the provider's form would make a token of it, and the sandbox has its tokens ready. */
function Cards({ paying, onChange }: PartProps) {
  const t = useTexts()
  return (
    <div className="grid animate-fade gap-2 border-t border-line px-4 py-3">
      <p className="text-sm text-soft">{t('checkout-card-sandbox')}</p>
      <ul className="grid gap-1.5 sm:grid-cols-2">
        {testCards.map((card) => {
          const { name, detail } = testCardWords(card, t)
          return (
            <li key={card}>
              <label className="flex min-h-12 items-center gap-3 rounded-sm border border-line bg-card px-3 py-1.5 transition-colors hover:border-edge has-checked:border-ink has-focus-visible:outline-3 has-focus-visible:outline-river">
                <input type="radio" name="card" className="sr-only" checked={paying.card === card} onChange={() => onChange({ ...paying, card })} />
                <span aria-hidden className={classNames('grid h-7 w-10 shrink-0 place-content-end rounded-xs p-1 transition-colors', paying.card === card ? 'bg-ink' : 'bg-sunken')}>
                  <span className={classNames('block h-1.5 w-4 rounded-xs', paying.card === card ? 'bg-clay' : 'bg-edge/50')} />
                </span>
                <span className="min-w-0 leading-tight">
                  <span className="block text-sm font-semibold">{name}</span>
                  <span className="block text-xs text-soft">{detail}</span>
                </span>
              </label>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Change({ paying, total, onChange }: PartProps & { total: number | null }) {
  const t = useTexts()
  const handed = parseMoney(paying.handed)
  const trouble = total === null || paying.handed === '' ? null : changeTrouble(handed, total)
  const words = {
    not_money: t('checkout-change-not-money'),
    not_whole: t('checkout-change-not-whole'),
    too_little: t('checkout-change-too-little', { total: formatMoney(total ?? 0) }),
    too_much: t('checkout-change-too-much'),
  }
  return (
    <div className="grid animate-fade gap-3 border-t border-line px-4 py-3.5">
      <Checkbox label={t('checkout-change-wanted')} checked={paying.wantsChange} onChange={(event) => onChange({ ...paying, wantsChange: event.target.checked })} />
      {paying.wantsChange ? (
        <div className="grid gap-2 sm:max-w-xs">
          <TextField
            label={t('checkout-change-for')}
            inputMode="decimal"
            autoComplete="off"
            before={<span className="text-sm">R$</span>}
            value={paying.handed}
            onChange={(event) => onChange({ ...paying, handed: event.target.value })}
            error={trouble ? words[trouble] : null}
            hint={trouble === null && handed !== null && total !== null ? t('checkout-change-back', { back: formatMoney(handed - total) }) : undefined}
          />
          {total === null ? null : (
            <div className="flex flex-wrap gap-1.5">
              {likelyNotes(total).map((note) => (
                <Button key={note} size="small" onClick={() => onChange({ ...paying, handed: String(note / 100) })}>
                  {formatMoney(note)}
                </Button>
              ))}
            </div>
          )}
        </div>
      ) : null}
    </div>
  )
}
