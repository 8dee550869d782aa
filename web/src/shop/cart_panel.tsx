import { ArrowRight, ShoppingBag } from 'lucide-react'
import { useState } from 'react'

import { formatMoney } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Link } from '../ui/location.tsx'
import { pieces, type PricedCart } from './cart.ts'
import { CartLines } from './cart_lines.tsx'
import { EmptyPlate } from './empty_plate.tsx'

type CartProps = { cart: PricedCart }

/** Beside the menu, where there is room: the pad that the order is written on. */
export function CartPanel({ cart }: CartProps) {
  const t = useTexts()
  return (
    <aside aria-label={t('shop-cart')} className="sticky top-20 hidden w-90 shrink-0 self-start lg:block">
      <div className="drop-shadow-md">
        <div className="torn flex max-h-[calc(100dvh-7rem)] flex-col rounded-t-lg bg-card pb-3">
          <h2 className="flex items-center justify-between px-5 pt-5 pb-1 text-xl">
            {t('shop-cart')}
            {cart.lines.length > 0 ? <span className="tabular text-sm font-semibold text-soft">{t('shop-pieces', { n: pieces(cart.lines) })}</span> : null}
          </h2>
          {cart.lines.length === 0 ? (
            <EmptyCart />
          ) : (
            <>
              <div className="min-h-0 flex-1 overflow-y-auto px-5">
                <CartLines lines={cart.lines} />
              </div>
              <div className="grid gap-3 px-5 pt-3 pb-4">
                <ItemsTotal cart={cart} />
                <CheckoutLink cart={cart} />
              </div>
            </>
          )}
        </div>
      </div>
    </aside>
  )
}

/** On a phone: a bar under the thumb, from which the cart comes up. */
export function CartBar({ cart }: CartProps) {
  const t = useTexts()
  const [isOpen, setOpen] = useState(false)
  const count = pieces(cart.lines)
  return (
    <div className="lg:hidden">
      {count > 0 ? (
        <>
          {/* What is under the bar can be scrolled out from there. */}
          <div aria-hidden className="h-24" />
          <div className="fixed inset-x-0 bottom-0 z-30 animate-rise bg-linear-to-t from-paper from-60% to-transparent px-4 pt-6 pb-[max(1rem,env(safe-area-inset-bottom))]">
            <Button kind="primary" size="large" className="mx-auto flex w-full max-w-lg shadow-mid" onClick={() => setOpen(true)} aria-haspopup="dialog">
              <span key={count} aria-hidden className="tabular grid min-w-8 animate-rise place-items-center rounded-full bg-on-clay/20 px-2 py-0.5 text-base">{count}</span>
              <span className="sr-only">{t('shop-pieces', { n: count })}</span>
              <span className="flex-1 text-left">{t('shop-see-cart')}</span>
              <span className="tabular">{formatMoney(cart.items)}</span>
            </Button>
          </div>
        </>
      ) : null}
      {isOpen ? (
        <Dialog
          title={t('shop-cart')}
          onClose={() => setOpen(false)}
          actions={
            cart.lines.length > 0 ? (
              <div className="grid w-full gap-3">
                <ItemsTotal cart={cart} />
                <CheckoutLink cart={cart} />
              </div>
            ) : undefined
          }
        >
          <div className="-mt-4">{cart.lines.length === 0 ? <EmptyCart /> : <CartLines lines={cart.lines} onEdit={() => setOpen(false)} />}</div>
        </Dialog>
      ) : null}
    </div>
  )
}

function EmptyCart() {
  const t = useTexts()
  return (
    <div className="grid justify-items-center gap-2 px-5 pt-4 pb-8 text-center">
      <EmptyPlate className="w-44" />
      <p className="pt-2 font-semibold">{t('shop-cart-empty')}</p>
      <p className="text-sm text-soft">{t('shop-cart-empty-detail')}</p>
    </div>
  )
}

function ItemsTotal({ cart }: CartProps) {
  const t = useTexts()
  return (
    <div>
      <p className="flex items-baseline justify-between gap-3 font-bold">
        <span>{t('shop-items-total')}</span>
        <span className="tabular text-lg">{formatMoney(cart.items)}</span>
      </p>
      <p className="text-sm text-soft">{t('shop-fee-later')}</p>
    </div>
  )
}

/** On to the checkout. What is wrong with the cart has to be put right before. */
function CheckoutLink({ cart }: CartProps) {
  const t = useTexts()
  if (!cart.isOrderable) {
    return (
      <Button kind="primary" size="large" disabled className="w-full">
        {t('shop-cart-mend')}
      </Button>
    )
  }
  return (
    <Link href={paths.checkout()} className={classNames(buttonClass('primary', 'large'), 'w-full')}>
      <ShoppingBag aria-hidden size={20} />
      {t('shop-to-checkout')}
      <ArrowRight aria-hidden size={20} />
    </Link>
  )
}
