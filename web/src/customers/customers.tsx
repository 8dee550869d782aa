import { QueryClientProvider } from '@tanstack/react-query'
import { type ComponentType, lazy, Suspense } from 'react'

import { makeQueryClient } from '../api/query_client.ts'
import { paths } from '../paths.ts'
import { withTexts } from '../texts/bundles.ts'
import { CrashGuard } from '../ui/crash.tsx'
import { useLocation } from '../ui/location.tsx'
import { NotFound } from '../ui/not_found.tsx'
import { Loading } from '../ui/states.tsx'
import { ToastProvider } from '../ui/toast.tsx'
import { ChatLauncher } from './chat_launcher.tsx'
import { CustomerHeader } from './header.tsx'

const queries = makeQueryClient()

const ShopPage = lazy(withTexts(() => import('../shop/shop_page.tsx'), 'shop'))
const CheckoutPage = lazy(withTexts(() => import('../shop/checkout_page.tsx'), 'shop', 'checkout'))
const OrdersPage = lazy(withTexts(() => import('../tracking/orders_page.tsx'), 'tracking'))
const OrderPage = lazy(withTexts(() => import('../tracking/order_page.tsx'), 'tracking'))
const TrackPage = lazy(withTexts(() => import('../tracking/track_page.tsx'), 'tracking'))
const ChatPage = lazy(withTexts(() => import('../chat/chat_page.tsx'), 'chat'))
const CourierPage = lazy(withTexts(() => import('../courier/courier_page.tsx'), 'courier'))
const DemoPage = lazy(withTexts(() => import('../demo/demo_page.tsx'), 'demo'))
const PhonePage = lazy(withTexts(() => import('../phone/phone_page.tsx'), 'phone'))

/** What each address shows: the first of these that it matches. The second part of a path is handed on. */
const pages: readonly [RegExp, ComponentType<{ name: string }>][] = [
  [/^\/(?:item\/([^/]+))?$/, ShopPage],
  [/^\/checkout$/, CheckoutPage],
  [/^\/orders$/, OrdersPage],
  [/^\/orders\/([^/]+)$/, OrderPage],
  [/^\/r\/([^/]+)$/, TrackPage],
  [/^\/chat$/, ChatPage],
  [/^\/courier$/, CourierPage],
  [/^\/demo$/, DemoPage],
  [/^\/phone$/, PhonePage],
]

function Page() {
  const { pathname } = useLocation()
  for (const [pattern, Shown] of pages) {
    const match = pattern.exec(pathname)
    if (match) return <Shown name={decodeURIComponent(match[1] ?? '')} />
  }
  return <NotFound home={paths.shop()} />
}

/** The front of the shop is there at once. */
function PageOnItsWay() {
  return (
    <>
      <CustomerHeader />
      <Loading />
    </>
  )
}

export function Customers() {
  const { pathname } = useLocation()
  return (
    <QueryClientProvider client={queries}>
      <ToastProvider>
        <CrashGuard about={pathname}>
          <Suspense fallback={<PageOnItsWay />}>
            <Page />
          </Suspense>
          <ChatLauncher />
        </CrashGuard>
      </ToastProvider>
    </QueryClientProvider>
  )
}
