import { lazy, Suspense, useRef, useState } from 'react'

import { useStore } from '../api/store.ts'
import { CustomerHeader } from '../customers/header.tsx'
import { openWords } from '../customers/open_state.ts'
import { useNow } from '../format/clock.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { navigate, useLocation } from '../ui/location.tsx'
import { Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { added, type Cart, countOf, lineKey, priced } from './cart.ts'
import { CartBar, CartPanel } from './cart_panel.tsx'
import { changeCart, useCart } from './cart_store.ts'
import { CategoryBar, categoryAnchor } from './category_bar.tsx'
import { EmptyPlate } from './empty_plate.tsx'
import { Hero } from './hero.tsx'
import { ItemCard } from './item_card.tsx'
import { dietWords } from './marks.tsx'
import { type Item, itemOf, type MenuView, useMenu, wordsOf } from './menu.ts'
import { unitPrice } from './options.ts'
import { found } from './search.ts'
import { ShopFooter } from './shop_footer.tsx'

const ItemSheet = lazy(() => import('./item_sheet.tsx').then((module) => ({ default: module.ItemSheet })))

/** The menu; `name` is the item that is looked at above it. */
export default function ShopPage({ name }: { name: string }) {
  const { menu, error, retry } = useMenu()
  const [typed, setTyped] = useState('')
  return (
    <>
      <CustomerHeader />
      <main id="content" className="pb-10">
        {error ? null : <Hero menu={menu} />}
        {menu ? (
          <>
            <CategoryBar categories={menu.categories} typed={typed} onType={setTyped} />
            <Counter menu={menu} typed={typed} item={name} />
          </>
        ) : error ? (
          <Unreachable error={error} retry={retry} />
        ) : (
          <MenuSkeleton />
        )}
      </main>
      <ShopFooter />
    </>
  )
}

type CounterProps = { menu: MenuView; typed: string; item: string }

/** The menu and the cart beside it. */
function Counter({ menu, typed, item }: CounterProps) {
  const t = useTexts()
  const cart = useCart()
  const sum = priced(cart, menu)
  // Somebody who came from the menu goes back to it, so that the way back does not open the item again.
  const isFromMenu = useRef(false)
  const remember = () => {
    isFromMenu.current = true
  }
  const list = (items: readonly Item[]) => <Items items={items} cart={cart} onOpen={remember} />
  const results = typed.trim() ? found(menu, typed, (one) => dietWords(one, t)) : null
  const close = () => {
    if (isFromMenu.current) history.back()
    else navigate(paths.shop(), { replace: true, keepScroll: true })
    isFromMenu.current = false
  }
  return (
    <>
      <div className="mx-auto flex max-w-7xl gap-8 px-4 pt-5 sm:px-6">
        <div className="min-w-0 flex-1">
          <NotNow />
          {results ? (
            <section aria-label={t('search')}>
              <h2 className="pb-3 text-base font-normal text-soft"><span role="status">{t('shop-found', { n: results.length, typed: typed.trim() })}</span></h2>
              {results.length > 0 ? list(results) : <NothingFound />}
            </section>
          ) : (
            menu.categories.map((category) => (
              <section key={category.id} id={categoryAnchor(category)} aria-labelledby={`${categoryAnchor(category)}-name`} className="scroll-mt-20 pb-9">
                <h2 id={`${categoryAnchor(category)}-name`} className="pb-3 text-2xl">{wordsOf(category.name)}</h2>
                {list(category.items)}
              </section>
            ))
          )}
        </div>
        <CartPanel cart={sum} />
      </div>
      <CartBar cart={sum} />
      {item ? <OpenItem id={item} menu={menu} cart={cart} onClose={close} /> : null}
    </>
  )
}

function Items({ items, cart, onOpen }: { items: readonly Item[]; cart: Cart; onOpen: () => void }) {
  return (
    <ul className="grid gap-3 sm:grid-cols-2 sm:gap-4 md:grid-cols-3 lg:grid-cols-2 xl:grid-cols-3">
      {items.map((item) => (
        <ItemCard
          key={item.id}
          item={item}
          inCart={countOf(cart, item.id)}
          onOpen={onOpen}
          onAdd={() => changeCart((all) => added(all, { item: item.id, options: [], note: '', quantity: 1, seenPrice: unitPrice(item, []) }))}
        />
      ))}
    </ul>
  )
}

function OpenItem({ id, menu, cart, onClose }: { id: string; menu: MenuView; cart: Cart; onClose: () => void }) {
  const t = useTexts()
  const { searchParams } = useLocation()
  const item = itemOf(menu, id)
  const key = searchParams.get('line')
  const line = cart.find((one) => lineKey(one) === key && one.item === id)
  if (!item) return <Note tone="warning" className="fixed inset-x-4 bottom-24 z-40 mx-auto max-w-md shadow-high">{t('shop-no-such-item')}</Note>
  return (
    <Suspense>
      <ItemSheet
        key={id}
        item={item}
        cart={cart}
        line={key && line ? { key, of: line } : null}
        onClose={onClose}
        onDone={(change) => {
          changeCart(change)
          onClose()
        }}
      />
    </Suspense>
  )
}

/** The store takes no orders at present: people are told before they choose, and what they can do. */
function NotNow() {
  const t = useTexts()
  const now = useNow()
  const store = useStore().data
  if (!store || store.open.state === 'open') return null
  const { words } = openWords(store, t, now)
  return (
    <Note tone="warning" className="mb-5">
      <p className="font-bold">{words}</p>
      <p>{t('shop-closed-detail')}</p>
    </Note>
  )
}

function NothingFound() {
  const t = useTexts()
  return (
    <div className="grid justify-items-center gap-2 py-10 text-center">
      <EmptyPlate className="w-52" />
      <p className="pt-3 text-lg font-bold">{t('shop-found-none')}</p>
      <p className="max-w-sm text-soft">{t('shop-found-none-detail')}</p>
    </div>
  )
}

function Unreachable({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTexts()
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-2 px-4 py-14 text-center">
      <EmptyPlate className="w-52" />
      <h1 className="pt-3 text-2xl">{t('shop-unreachable')}</h1>
      <p className="pb-4 text-soft">{t('shop-unreachable-detail')}</p>
      <Failure error={error} onRetry={retry} className="w-full text-left" />
    </div>
  )
}

function MenuSkeleton() {
  return (
    <Loading>
      <div className="mx-auto max-w-7xl px-4 sm:px-6">
        <div className="flex gap-2 overflow-hidden py-3">
          {[0, 1, 2, 3, 4].map((index) => (
            <Skeleton key={index} className="h-10 w-24 shrink-0 rounded-full" />
          ))}
        </div>
        <Skeleton className="mt-4 mb-4 h-8 w-32" />
        <div className="grid gap-3 sm:grid-cols-2 sm:gap-4 md:grid-cols-3 xl:grid-cols-4">
          {[0, 1, 2, 3, 4, 5, 6, 7].map((index) => (
            <Skeleton key={index} className="h-36 rounded-lg sm:h-72" />
          ))}
        </div>
      </div>
    </Loading>
  )
}
