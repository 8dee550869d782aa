import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { ChevronRight, RotateCcw, UtensilsCrossed } from 'lucide-react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { isProblem } from '../api/problem.ts'
import { useStore } from '../api/store.ts'
import { CustomerHeader } from '../customers/header.tsx'
import { formatMoment, formatMoney } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Link, navigate } from '../ui/location.tsx'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { spanWords } from './eta.ts'
import type { OrderView } from './followed.ts'
import { orderAgain } from './reorder.ts'
import { SignIn } from './sign_in.tsx'
import { isOver, phaseOf, type Phase } from './status.ts'
import { shortWords } from './status_words.ts'
import { StepPicture } from './step_pictures.tsx'

type Page = Schema['PageView_OrderView']

const PAGE = 10
const FIRST_PAGE: string | null = null
/** Orders under way go on: the list is not followed by a stream. */
const AGAIN_MS = 10_000

/** What somebody has ordered, the latest first. */
export default function OrdersPage() {
  const t = useTexts()
  return (
    <>
      <CustomerHeader />
      <main id="content" className="mx-auto grid max-w-3xl gap-6 px-4 py-8 sm:px-6 sm:py-12">
        <title>{t('tracking-orders')}</title>
        <Orders />
      </main>
    </>
  )
}

function Orders() {
  const t = useTexts()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['orders'],
    initialPageParam: FIRST_PAGE,
    queryFn: ({ pageParam }) => answerOf(api.GET('/api/orders', { params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    getNextPageParam: (page: Page) => page.next ?? null,
    refetchInterval: (query) => (hasOrderUnderWay(query.state.data) ? AGAIN_MS : false),
  })
  if (isProblem(error, 'not_signed_in', 'wrong_role')) return <SignIn detail={t('tracking-sign-in-orders')} />
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  const orders = data.pages.flatMap((page) => page.items)
  if (orders.length === 0) {
    return (
      <Empty icon={<UtensilsCrossed size={28} />} title={t('tracking-no-orders')} action={<ButtonLink kind="primary" href={paths.shop()}>{t('tracking-see-menu')}</ButtonLink>}>
        {t('tracking-no-orders-detail')}
      </Empty>
    )
  }
  return (
    <>
      <h1 className="text-3xl">{t('tracking-orders')}</h1>
      <ul className="grid gap-4">
        {orders.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
      {hasNextPage ? <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()} className="justify-self-center">{t('tracking-more-orders')}</Button> : null}
    </>
  )
}

function hasOrderUnderWay(data: InfiniteData<Page> | undefined): boolean {
  return data?.pages.some((page) => page.items.some(({ status }) => !isOver(status))) ?? false
}

const tones = { 'under-way': 'active', delivered: 'good', 'called-off': 'neutral' } as const satisfies Record<Phase['kind'], string>

function OrderRow({ order }: { order: OrderView }) {
  const t = useTexts()
  const timeZone = useStore().data?.time_zone ?? undefined
  const phase = phaseOf(order.status)
  const isUnderWay = phase.kind === 'under-way'
  const again = () => {
    orderAgain(order.lines)
    navigate(paths.shop())
  }
  return (
    <li className="relative flex gap-4 rounded-lg border border-line bg-card p-4 shadow-low transition-[border-color,box-shadow] focus-within:border-edge hover:border-edge hover:shadow-mid sm:p-5">
      <span className={`grid size-14 shrink-0 place-items-center rounded-full ${isUnderWay ? 'picture-moves bg-clay-wash' : 'bg-sunken'}`}>
        <StepPicture stop={isUnderWay ? phase.stop : phase.kind === 'delivered' ? 'home' : 'asked'} className={`size-10 ${phase.kind === 'called-off' ? 'opacity-45 grayscale' : ''}`} />
      </span>
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <Link href={paths.order(order.id)} className="text-lg font-bold after:absolute after:inset-0 after:rounded-lg">
            {t('tracking-order', { number: order.number })}
          </Link>
          <Badge tone={tones[phase.kind]} live={isUnderWay}>{shortWords(order.status, t)}</Badge>
        </p>
        <p className="line-clamp-2">{order.lines.map(({ quantity, name }) => `${quantity}× ${name}`).join(', ')}</p>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p className="tabular text-sm text-soft">
            {[formatMoney(order.totals.total), isUnderWay ? t('tracking-comes', { window: spanWords(order.window, timeZone) }) : formatMoment(order.placed_at, timeZone)].join(' · ')}
          </p>
          {isUnderWay ? (
            <ChevronRight aria-hidden size={20} className="text-soft" />
          ) : (
            <Button size="small" icon={<RotateCcw aria-hidden size={15} />} onClick={again} className="relative">{t('tracking-again')}</Button>
          )}
        </div>
      </div>
    </li>
  )
}

function Waiting() {
  return (
    <Loading>
      <div className="grid gap-4">
        <Skeleton className="h-10 w-56" />
        <Skeleton className="h-28" />
        <Skeleton className="h-28" />
        <Skeleton className="h-28" />
      </div>
    </Loading>
  )
}
