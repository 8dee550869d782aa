import { Check, Store as StoreIcon, WalletCards } from 'lucide-react'
import type { ReactNode } from 'react'
import { useEffect } from 'react'

import { isProblem } from '../../api/problem.ts'
import { useStore } from '../../api/store.ts'
import { useNow } from '../../format/clock.ts'
import { formatCountdown, formatMoney } from '../../format/format.ts'
import { paths } from '../../paths.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Link, navigate } from '../../ui/location.tsx'
import { NotFound } from '../../ui/not_found.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { changeCart, orderedCart } from '../cart_store.ts'
import { EmptyPlate } from '../empty_plate.tsx'
import { itemOf, useMenu } from '../menu.ts'
import { ChooseInstead } from './choose_instead.tsx'
import { type Order, type Stage, stageOf, useLiveOrder } from './order.ts'
import { PayAgain } from './pay_again.tsx'
import { PixPayment } from './pix_payment.tsx'
import { windowWords } from './when_choice.tsx'

/** The good news is looked at for so long, then the order itself. */
const GOOD_NEWS_MS = 4_000

/** What is left to do after an order was placed; then the order's own page. */
export function OrderPlaced({ id }: { id: string }) {
  const t = useTexts()
  const { order, error, stream } = useLiveOrder(id)
  if (!order) {
    if (isProblem(error, 'not_found', 'not_signed_in')) return <NotFound home={paths.shop()} />
    return <div className="mx-auto max-w-xl p-4">{error ? <Failure error={error} /> : <Loading />}</div>
  }
  const stage = stageOf(order)
  return (
    <div className="mx-auto grid max-w-xl gap-4 px-4 pt-6 pb-12 sm:pt-10">
      <p className="text-center text-sm font-semibold text-soft">{t('checkout-order-number', { number: String(order.number) })}</p>
      {/* Each stage is told when it comes. */}
      <div aria-live="polite" className="rounded-xl border border-line bg-card p-5 shadow-mid sm:p-8">
        <StageView key={stage} order={order} stage={stage} />
      </div>
      {stream === 'waiting' ? <p role="status" className="text-center text-sm text-soft">{t('reconnecting')}</p> : null}
      {stage === 'off' || stage === 'done' ? null : (
        <Link href={paths.order(id)} className={buttonClass('quiet')}>{t('checkout-follow')}</Link>
      )}
    </div>
  )
}

function StageView({ order, stage }: { order: Order; stage: Stage }) {
  const t = useTexts()
  switch (stage) {
    case 'store':
      return (
        <Waiting icon={<StoreIcon size={30} />} title={t('checkout-store-asked')}>
          {t('checkout-store-asked-detail')}
        </Waiting>
      )
    case 'choose':
      return <ChooseInstead order={order} />
    case 'pix':
      return order.payment.pix ? <PixPayment order={order} pix={order.payment.pix} /> : null
    case 'paying':
      return (
        <Waiting icon={<WalletCards size={30} />} title={t('checkout-paying')}>
          <HeldFor order={order} />
        </Waiting>
      )
    case 'pay_again':
      return <PayAgain order={order} />
    case 'done':
      return <Done order={order} />
    case 'off':
      return <Off order={order} />
  }
}

function Waiting({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="grid animate-fade justify-items-center gap-3 py-8 text-center">
      <div aria-hidden className="relative grid size-20 place-items-center rounded-full bg-clay-wash text-clay">
        <span className="absolute inset-0 animate-pulse-soft rounded-full border-3 border-clay/40" />
        {icon}
      </div>
      <h1 className="pt-2 text-2xl">{title}</h1>
      <div className="max-w-sm text-soft">{children}</div>
    </div>
  )
}

function HeldFor({ order }: { order: Order }) {
  const t = useTexts()
  const now = useNow()
  if (!order.held_until) return t('checkout-paying-detail')
  return <span className="tabular">{t('checkout-held', { left: formatCountdown(Date.parse(order.held_until) - now) })}</span>
}

function Done({ order }: { order: Order }) {
  const t = useTexts()
  const store = useStore().data
  useEffect(() => {
    const timer = setTimeout(() => navigate(paths.order(order.id), { replace: true }), GOOD_NEWS_MS)
    return () => clearTimeout(timer)
  }, [order.id])
  return (
    <div className="grid animate-rise justify-items-center gap-3 py-6 text-center">
      <Dishes order={order} />
      <h1 className="pt-2 text-3xl">{order.payment.state === 'PAID' ? t('checkout-paid') : t('checkout-confirmed')}</h1>
      <p className="text-soft">
        {order.payment.state === 'AT_THE_DOOR' ? t('checkout-at-the-door', { total: formatMoney(order.totals.total) }) : t('checkout-done-detail')}
      </p>
      {store ? (
        <p className="text-lg">
          {t('checkout-arrives')} <strong className="tabular">{windowWords(order.window, store)}</strong>
        </p>
      ) : null}
      <Link href={paths.order(order.id)} replace className={`${buttonClass('primary', 'large')} mt-3 w-full`}>
        {t('checkout-follow')}
      </Link>
    </div>
  )
}

/** So many dishes are shown at most. */
const DISHES = 3

/** What was ordered, on its way. */
function Dishes({ order }: { order: Order }) {
  const { menu } = useMenu()
  const items = new Set(order.lines.map((line) => line.item))
  const dishes = menu ? [...items].flatMap((id) => itemOf(menu, id) ?? []).slice(0, DISHES) : []
  return (
    <div aria-hidden className="relative flex justify-center -space-x-5 pb-3">
      {dishes.map((dish) => (
        <img key={dish.id} src={dish.picture} alt="" className="size-24 rounded-full border-4 border-card object-cover shadow-mid" />
      ))}
      <span className="absolute bottom-0 left-1/2 grid size-11 -translate-x-1/2 place-items-center rounded-full border-4 border-card bg-leaf text-on-leaf">
        <Check size={22} strokeWidth={3.5} />
      </span>
    </div>
  )
}

function Off({ order }: { order: Order }) {
  const t = useTexts()
  const cart = orderedCart(order.id)
  return (
    <div className="grid justify-items-center gap-3 py-4 text-center">
      <EmptyPlate className="w-44" />
      <h1 className="pt-2 text-2xl">{t('checkout-off')}</h1>
      <p className="text-soft">{order.closing?.text ?? order.status_text}</p>
      {order.payment.paid > 0 ? <p className="font-semibold">{t('checkout-off-refund', { amount: formatMoney(order.closing?.refund ?? order.payment.refunded) })}</p> : null}
      <Button
        kind="primary"
        size="large"
        className="mt-3 w-full"
        onClick={() => {
          if (cart.length > 0) changeCart(() => cart)
          navigate(paths.shop())
        }}
      >
        {cart.length > 0 ? t('checkout-off-again') : t('checkout-to-menu')}
      </Button>
    </div>
  )
}
