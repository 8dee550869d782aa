import { ChevronLeft } from 'lucide-react'

import { useStore } from '../api/store.ts'
import { CustomerHeader } from '../customers/header.tsx'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Link, useLocation } from '../ui/location.tsx'
import { Failure, Loading, Skeleton } from '../ui/states.tsx'
import { useCart } from './cart_store.ts'
import { CheckoutForm } from './checkout/checkout_form.tsx'
import { useMe } from './checkout/customer.ts'
import { OrderPlaced } from './checkout/order_placed.tsx'
import { EmptyPlate } from './empty_plate.tsx'
import { useMenu } from './menu.ts'

/** From the cart to an order; with `?order=`, what is left to do after it was placed. */
export default function CheckoutPage() {
  const order = useLocation().searchParams.get('order')
  return (
    <>
      <CustomerHeader about={order ? { order } : undefined} />
      <main id="content">{order ? <OrderPlaced key={order} id={order} /> : <Checkout />}</main>
    </>
  )
}

function Checkout() {
  const t = useTexts()
  const { menu, error, retry } = useMenu()
  const store = useStore()
  const me = useMe()
  const cart = useCart()
  const failed = error ?? me.error ?? store.error
  return (
    <div className="mx-auto max-w-7xl px-4 pt-4 pb-10 sm:px-6 sm:pt-6">
      <Link href={paths.shop()} className="inline-flex min-h-10 items-center gap-1 text-sm font-semibold text-soft hover:text-ink">
        <ChevronLeft aria-hidden size={18} />
        {t('checkout-to-menu')}
      </Link>
      <h1 className="pb-5 text-3xl tracking-tight">{t('checkout-title')}</h1>
      {cart.length === 0 ? (
        <Nothing />
      ) : menu && store.data && me.data !== undefined ? (
        <CheckoutForm store={store.data} menu={menu} cart={cart} customer={me.data} />
      ) : failed ? (
        <Failure
          error={failed}
          onRetry={() => {
            retry()
            void me.refetch()
            void store.refetch()
          }}
        />
      ) : (
        <Loading>
          <div className="gap-8 lg:flex">
            <div className="grid flex-1 gap-4">
              {[0, 1, 2, 3].map((index) => (
                <Skeleton key={index} className="h-20 rounded-lg" />
              ))}
            </div>
            <Skeleton className="h-80 rounded-lg max-lg:mt-4 lg:w-95" />
          </div>
        </Loading>
      )}
    </div>
  )
}

function Nothing() {
  const t = useTexts()
  return (
    <div className="grid justify-items-center gap-2 py-12 text-center">
      <EmptyPlate className="w-52" />
      <p className="pt-3 text-lg font-bold">{t('shop-cart-empty')}</p>
      <p className="text-soft">{t('checkout-nothing')}</p>
      <Link href={paths.shop()} className={`${buttonClass('primary')} mt-2`}>{t('checkout-to-menu')}</Link>
    </div>
  )
}
