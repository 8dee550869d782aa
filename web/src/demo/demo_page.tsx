import { useQuery } from '@tanstack/react-query'
import { Gauge, Smartphone, WifiOff } from 'lucide-react'

import { shopInfo } from '../api/shop_info.ts'
import { CustomerHeader } from '../customers/header.tsx'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { Segments } from '../ui/field.tsx'
import { navigate, useLocation } from '../ui/location.tsx'
import { NotFound } from '../ui/not_found.tsx'
import { Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { type DemoState, setPace } from '../api/demo.ts'
import { Failures } from './failures.tsx'
import { Counts, InvariantList } from './numbers.tsx'
import { OrdersList } from './orders_list.tsx'
import { Tour } from './tour.tsx'
import { TownView } from './town_view.tsx'
import { useDemo } from './use_demo.ts'

const PACES = ['1', '5', '20', '40', '60'] as const

/** The living demo: a town that orders, what can be made to go wrong in it, and what comes of that. */
export default function DemoPage() {
  const info = useQuery(shopInfo)
  if (info.data?.demo === false) return <NotFound home={paths.shop()} />
  return <Demo />
}

function Demo() {
  const t = useTexts()
  const { state, error, stream, retry, learn } = useDemo()
  return (
    <>
      <CustomerHeader />
      <main id="content" className="mx-auto grid max-w-7xl gap-8 px-4 py-6 sm:px-6">
        <header className="flex flex-wrap items-end gap-x-6 gap-y-4">
          <div className="min-w-0 flex-1 basis-80">
            <div className="flex flex-wrap items-center gap-3 pb-1">
              <Badge tone={stream === 'live' ? 'good' : 'neutral'} live={stream === 'live'}>{stream === 'live' ? t('live') : t('reconnecting')}</Badge>
            </div>
            <h1 className="text-3xl">{t('demo-title')}</h1>
            <p className="max-w-2xl pt-1 text-lg text-soft">{t('demo-lead')}</p>
          </div>
          <div className="flex flex-wrap gap-2">
            <ButtonLink href={paths.phone()} icon={<Smartphone aria-hidden size={18} />}>{t('demo-phone')}</ButtonLink>
            <ButtonLink href={paths.console()} icon={<Gauge aria-hidden size={18} />}>{t('demo-console')}</ButtonLink>
          </div>
        </header>
        {stream === 'waiting' && state ? <Note tone="bad" icon={<WifiOff size={18} />}>{t('demo-lost')}</Note> : null}
        {state ? <Living state={state} learn={learn} /> : error ? <Failure error={error} onRetry={retry} /> : <Waiting />}
      </main>
    </>
  )
}

function Waiting() {
  return (
    <Loading>
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Skeleton className="h-[30rem]" />
        <Skeleton className="h-[30rem]" />
      </div>
    </Loading>
  )
}

function Living({ state, learn }: { state: DemoState; learn: (change: (state: DemoState) => DemoState) => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const { searchParams } = useLocation()
  const chosen = state.orders.find(({ id }) => id === searchParams.get('order'))
  const choose = (order: string | null) => navigate(order && order !== chosen?.id ? paths.demo(order) : paths.demo(), { replace: true, keepScroll: true })
  const pace = (times: string) => {
    void setPace(Number(times))
      .then((set) => learn((state) => ({ ...state, pace: set.times })))
      .catch(toasts.failed)
  }
  return (
    <>
      <Tour orders={state.orders} />
      <section aria-label={t('demo-town')} className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="h-[24rem] lg:h-auto lg:min-h-[34rem]">
          <TownView state={state} chosen={chosen} onChoose={choose} />
        </div>
        <div className="grid content-start gap-5">
          <Panel title={t('demo-pace')} detail={t('demo-pace-detail', { n: state.pace })}>
            <Segments label={t('demo-pace')} value={`${state.pace}`} onChange={pace} choices={PACES.map((times) => ({ value: times as string, label: `×${times}` }))} />
          </Panel>
          <Panel title={t('demo-since-start')} detail={t('demo-per-minute', { n: state.counts.per_minute })}>
            <Counts counts={state.counts} />
          </Panel>
          <Panel title={t('demo-invariants')} detail={t('demo-invariants-detail')}>
            <InvariantList invariants={state.invariants ?? null} />
          </Panel>
        </div>
      </section>
      <section aria-labelledby="failures" className="grid gap-4">
        <div>
          <h2 id="failures" className="text-2xl">{t('demo-failures')}</h2>
          <p className="text-soft">{t('demo-failures-detail')}</p>
        </div>
        <Failures state={state} onSwitched={(failures) => learn((state) => ({ ...state, failures }))} />
      </section>
      <Panel title={t('demo-orders')} detail={t('demo-orders-detail')} flush>
        <OrdersList orders={state.orders} zone={state.store.time_zone ?? undefined} />
      </Panel>
    </>
  )
}
