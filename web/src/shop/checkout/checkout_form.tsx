import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { isProblem } from '../../api/problem.ts'
import { useShopInfo } from '../../api/shop_info.ts'
import type { Store } from '../../api/store.ts'
import { formatDistance, formatMoney } from '../../format/format.ts'
import { paths } from '../../paths.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { navigate } from '../../ui/location.tsx'
import { Note } from '../../ui/states.tsx'
import { type Cart, cartWish, priced } from '../cart.ts'
import { cartOrdered } from '../cart_store.ts'
import type { MenuView } from '../menu.ts'
import { type Attempt, newAttempt, openAttempt, type OrderWish, place } from './attempt.ts'
import { type Customer, me, signOut } from './customer.ts'
import { type Draft, keepDraft, readDraft } from './draft.ts'
import { orderQuery } from './order.ts'
import { firstPaying, payableMethods, PaymentChoice, paymentWish } from './payment_choice.tsx'
import { type Quote, useQuote } from './quote.ts'
import { Step } from './step.tsx'
import { Summary } from './summary.tsx'
import { Trouble } from './trouble.tsx'
import { dayWords, WhenChoice, type Window, windowWords } from './when_choice.tsx'
import { WhereForm } from './where_form.tsx'
import { WhoForm } from './who_form.tsx'

const WHO = 'checkout-who-form'
const WHERE = 'checkout-where-form'
/** What the API takes of a note to the kitchen. */
const NOTE_MAX = 280

type CheckoutFormProps = { store: Store; menu: MenuView; cart: Cart; customer: Customer | null }

/** Who, where, when and how it is paid, on one page, and the price before anything is promised. */
export function CheckoutForm({ store, menu, cart, customer }: CheckoutFormProps) {
  const t = useTexts()
  const queries = useQueryClient()
  const { sandbox } = useShopInfo()
  const [draft, setDraft] = useState(readDraft)
  const [isComing, setComing] = useState(false)
  /** The address that is asked about: null while it is entered. */
  const [line, setLine] = useState(() => lineOf(draft))
  const [slot, setSlot] = useState<Window | null>(null)
  const [asksSlot, setAsksSlot] = useState(false)
  const [paying, setPaying] = useState(firstPaying)
  const [note, setNote] = useState('')
  /** The total that the customer was shown first, for this cart and address. */
  const [shown, setShown] = useState<{ about: string; total: number } | null>(null)
  const [lost, setLost] = useState(0)

  const sum = priced(cart, menu)
  const quote = useQuote(cart, customer && line ? { line } : null)
  const isQuoted = quote.data !== undefined && !quote.isPlaceholderData && quote.error === null
  const about = JSON.stringify([cartWish(cart), line])
  if (isQuoted && shown?.about !== about) setShown({ about, total: quote.data.total })
  const isChanged = isQuoted && shown?.about === about && shown.total !== quote.data.total

  const wantsSlot = asksSlot || store.open.state !== 'open'
  const payment = quote.data ? paymentWish(paying, quote.data.total) : null
  const isAddressWrong = isProblem(quote.error, 'unknown_address', 'out_of_zone')
  const whoState = customer ? 'done' : 'open'
  const whereState = !customer ? 'later' : line && !isAddressWrong && (quote.data || quote.error) ? 'done' : 'open'
  const laterState = whereState === 'done' && whoState === 'done' ? 'open' : 'later'

  const change = (part: Partial<Draft>) => setDraft((all) => ({ ...all, ...part }))

  const placing = useMutation({
    mutationFn: async (attempt: Attempt) => {
      setLost(0)
      try {
        return await place(attempt, setLost)
      } catch (error) {
        // The same again, when nothing but the time has passed; otherwise the customer is asked.
        if (!isProblem(error, 'quote_expired')) throw error
        const renewed = (await quote.refetch()).data
        if (!renewed || renewed.total !== shown?.total) throw error
        return place(newAttempt({ ...attempt.wish, quote: renewed.quote }), setLost)
      }
    },
    onSuccess: (order) => {
      cartOrdered(order.id)
      queries.setQueryData(orderQuery(order.id).queryKey, order)
      navigate(paths.checkout(order.id), { replace: true })
    },
    onError: (error) => {
      if (isProblem(error, 'slot_taken')) {
        setSlot(null)
        void queries.invalidateQueries({ queryKey: ['slots'] })
      } else if (isProblem(error, 'not_signed_in')) void queries.invalidateQueries(me)
      else if (isProblem(error, 'store_closed')) void queries.invalidateQueries({ queryKey: ['store'] })
      void queries.invalidateQueries({ queryKey: ['menu'] })
      if (isProblem(error, 'quote_forged', 'quote_for_another')) void quote.refetch()
    },
  })
  const { mutate: send } = placing
  useEffect(() => {
    // The page was closed before the answer came: the same request under the same key is asked for its answer.
    const left = openAttempt()
    if (left) send(left)
  }, [send])

  const leaving = useMutation({ mutationFn: signOut, onSettled: () => queries.setQueryData(me.queryKey, null) })

  const order = (agreed: Quote, payment: OrderWish['payment']) =>
    send(
      newAttempt({
        cart: cartWish(cart),
        quote: agreed.quote,
        payment,
        complement: draft.complement.trim() || null,
        instructions: draft.instructions.trim() || null,
        note: note.trim() || null,
        slot: wantsSlot ? slot : null,
      }),
    )

  // An answer to another cart says nothing about this one.
  const isAboutThis = JSON.stringify(placing.variables?.wish.cart) === JSON.stringify(cartWish(cart))
  const placingError = isAboutThis && !isProblem(placing.error, 'quote_expired') ? placing.error : null
  const trouble = placingError ?? (isAddressWrong ? null : quote.error)

  const action = ((): Action => {
    if (placing.isPending) return { label: t('checkout-placing'), isBusy: true }
    if (whoState === 'open') return { label: t('checkout-continue'), form: WHO, isBusy: isComing }
    if (whereState === 'open') return { label: t('checkout-see-fee'), form: WHERE, isBusy: line !== null && quote.isFetching }
    if (!isQuoted) return { label: quote.isFetching ? t('checkout-quoting') : t('checkout-mend'), isBusy: quote.isFetching, isDisabled: true }
    if (isChanged) return { label: t('checkout-agree'), amount: quote.data.total, onPress: () => setShown({ about, total: quote.data.total }) }
    if (wantsSlot && !slot) return { label: t('checkout-choose-slot'), isDisabled: true }
    if (!payment) return { label: t('checkout-check-change'), isDisabled: true }
    const { data } = quote
    return { label: t('checkout-place'), amount: data.total, onPress: () => order(data, payment) }
  })()

  return (
    <>
      <div className="gap-8 lg:flex">
        <div className="grid min-w-0 flex-1 content-start gap-3 pb-6 sm:gap-4">
          <Step
            number={1}
            title={t('checkout-who')}
            state={whoState}
            summary={customer ? [customer.name, customer.phone ?? customer.email].filter(Boolean).join(' · ') : null}
            onChange={() => leaving.mutate()}
          >
            <WhoForm
              id={WHO}
              name={draft.name}
              phone={draft.phone}
              onName={(name) => change({ name })}
              onPhone={(phone) => change({ phone })}
              onBusy={setComing}
              onKnown={(known) => {
                keepDraft(draft)
                queries.setQueryData(me.queryKey, known)
              }}
            />
          </Step>
          <Step
            number={2}
            title={t('checkout-where')}
            state={whereState}
            summary={
              <>
                {[quote.data?.address ?? line, draft.complement].filter(Boolean).join(', ')}
                {quote.data ? <span className="tabular"> · {formatDistance(quote.data.metres)}</span> : null}
              </>
            }
            onChange={() => setLine(null)}
          >
            <WhereForm
              id={WHERE}
              draft={draft}
              onChange={change}
              isAsking={line !== null && quote.isFetching}
              error={isAddressWrong ? quote.error : null}
              onDone={() => {
                keepDraft(draft)
                const asked = lineOf(draft)
                if (asked === line) void quote.refetch()
                setLine(asked)
              }}
            />
          </Step>
          <Step number={3} title={t('checkout-when')} state={laterState}>
            <WhenChoice store={store} soon={quote.data?.window ?? null} isAsking={quote.isFetching} slot={slot} wantsSlot={wantsSlot} onWantsSlot={setAsksSlot} onSlot={setSlot} />
          </Step>
          <Step number={4} title={t('checkout-payment')} state={laterState}>
            <div className="grid gap-4">
              <PaymentChoice methods={payableMethods(store, sandbox)} paying={paying} total={quote.data?.total ?? null} onChange={setPaying} />
              <TextField label={t('checkout-note')} placeholder={t('checkout-note-example')} autoComplete="off" maxLength={NOTE_MAX} value={note} onChange={(event) => setNote(event.target.value)} />
            </div>
          </Step>
        </div>
        <div className="lg:contents">
          <Summary cart={sum} quote={isQuoted || quote.isPlaceholderData ? quote.data : undefined} isAsking={quote.isFetching && !isQuoted} isAddressKnown={whereState === 'done'}>
            {laterState === 'open' && isQuoted && (slot || !wantsSlot) ? (
              <p className="pt-3 text-sm">
                <span className="text-soft">{t('checkout-arrives')}</span>{' '}
                <strong className="tabular">{wantsSlot && slot ? `${dayWords(slot.from, store)}, ${windowWords(slot, store)}` : windowWords(quote.data.window, store)}</strong>
              </p>
            ) : null}
            <div className="grid grid-cols-[minmax(0,1fr)] gap-3 pt-4 empty:hidden">
              {isChanged ? (
                <div ref={intoView} role="alert">
                  <Note tone="warning">{t('checkout-price-changed', { was: formatMoney(shown.total), now: formatMoney(quote.data.total) })}</Note>
                </div>
              ) : null}
              {trouble ? (
                <div ref={intoView}>
                  <Trouble
                    error={trouble}
                    cart={sum}
                    menu={menu}
                    onWantsSlot={() => {
                      setAsksSlot(true)
                      placing.reset()
                    }}
                    onRetry={() => {
                      placing.reset()
                      void quote.refetch()
                    }}
                  />
                </div>
              ) : null}
              {lost > 0 && placing.isPending ? (
                <div ref={intoView} role="status">
                  <Note>{t('checkout-lost')}</Note>
                </div>
              ) : null}
            </div>
            {/* A form that is open has its own button there. */}
            {action.form ? null : (
              <div className="pt-4 max-lg:hidden">
                <MainAction action={action} />
              </div>
            )}
          </Summary>
        </div>
      </div>
      <div aria-hidden className="h-20 lg:hidden" />
      <div className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-card px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] shadow-high lg:hidden">
        <MainAction action={action} />
      </div>
    </>
  )
}

/** Bad news comes into view when it comes. */
function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'center', behavior: 'smooth' })
}

type Action = { label: string; amount?: number; form?: string; onPress?: () => void; isBusy?: boolean; isDisabled?: boolean }

/** The one thing to do next: under the thumb on a phone, below the total elsewhere. */
function MainAction({ action }: { action: Action }) {
  return (
    <Button
      kind="primary"
      size="large"
      type={action.form ? 'submit' : 'button'}
      form={action.form}
      onClick={action.onPress}
      busy={action.isBusy}
      disabled={action.isDisabled}
      className="w-full px-4"
    >
      <span className="truncate">{action.label}</span>
      {action.amount === undefined ? null : <span className="tabular">{formatMoney(action.amount)}</span>}
    </Button>
  )
}

/** An address as the town knows it: street, comma, number. */
function lineOf(draft: Draft): string | null {
  const street = draft.street.trim()
  return street && draft.number ? `${street}, ${draft.number}` : null
}
