import { useQuery } from '@tanstack/react-query'
import { CircleCheck, RefreshCw, TriangleAlert } from 'lucide-react'

import { answerOf, api, type Schema } from '../api/client.ts'
import { formatAgo, formatNumber } from '../format/format.ts'
import { useNow } from '../format/clock.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { PageHeader } from '../ui/page.tsx'
import { Failure, Skeleton } from '../ui/states.tsx'

/** Looking at them reads every order of the last days, so it is done no more often than this. */
const LOOK_EVERY_MS = 15_000

type Promises = Schema['InvariantsView']
type Name = 'oversold' | 'double_charges' | 'lost' | 'unnotified' | 'stuck'

/** The gravest first. */
const names: readonly Name[] = ['double_charges', 'lost', 'oversold', 'unnotified', 'stuck']

export const invariantsQuery = {
  queryKey: ['invariants'],
  queryFn: () => answerOf(api.GET('/api/board/invariants')),
  refetchInterval: LOOK_EVERY_MS,
} as const

export default function InvariantsPage() {
  const t = useTexts()
  const now = useNow()
  const promises = useQuery(invariantsQuery)
  const checked = promises.dataUpdatedAt > 0 ? formatAgo(promises.dataUpdatedAt, now) : null
  return (
    <>
      <PageHeader
        title={t('invariants-title')}
        detail={t('invariants-detail')}
        actions={
          <Button icon={<RefreshCw aria-hidden size={16} />} busy={promises.isFetching} onClick={() => void promises.refetch()}>
            {t('invariants-look')}
          </Button>
        }
      />
      {promises.isError ? <Failure error={promises.error} onRetry={() => void promises.refetch()} className="mb-4" /> : null}
      {promises.data ? <Verdict promises={promises.data} checked={checked} /> : null}
      <ul className="grid gap-4 pt-4 sm:grid-cols-2 xl:grid-cols-3" aria-busy={promises.isPending}>
        {names.map((name) => (
          <li key={name}>
            <Promised name={name} broken={promises.data?.[name]} />
          </li>
        ))}
      </ul>
      {promises.data && promises.data.named.length > 0 ? <Named orders={promises.data.named} /> : null}
    </>
  )
}

function Verdict({ promises, checked }: { promises: Promises; checked: string | null }) {
  const t = useTexts()
  const broken = names.reduce((sum, name) => sum + promises[name], 0)
  const isKept = broken === 0
  return (
    <section
      role="status"
      className={classNames('flex flex-wrap items-center gap-x-6 gap-y-2 rounded-lg p-6', isKept ? 'bg-leaf-wash text-leaf' : 'bg-chili-wash text-chili')}
    >
      {isKept ? <CircleCheck aria-hidden size={36} /> : <TriangleAlert aria-hidden size={36} />}
      <div className="min-w-0 flex-1">
        <h2 className="text-xl">{isKept ? t('invariants-kept') : t('invariants-broken', { n: broken })}</h2>
        <p>{t('invariants-looked', { orders: formatNumber(promises.orders), checked: checked ?? '' })}</p>
      </div>
    </section>
  )
}

function Promised({ name, broken }: { name: Name; broken: number | undefined }) {
  const t = useTexts()
  const words: Record<Name, { title: string; detail: string; repair: string }> = {
    double_charges: { title: t('invariants-double'), detail: t('invariants-double-detail'), repair: t('invariants-double-repair') },
    lost: { title: t('invariants-lost'), detail: t('invariants-lost-detail'), repair: t('invariants-lost-repair') },
    oversold: { title: t('invariants-oversold'), detail: t('invariants-oversold-detail'), repair: t('invariants-oversold-repair') },
    unnotified: { title: t('invariants-unnotified'), detail: t('invariants-unnotified-detail'), repair: t('invariants-unnotified-repair') },
    stuck: { title: t('invariants-stuck'), detail: t('invariants-stuck-detail'), repair: t('invariants-stuck-repair') },
  }
  const { title, detail, repair } = words[name]
  const isBroken = broken !== undefined && broken > 0
  return (
    <article className={classNames('grid h-full content-start gap-2 rounded-lg border bg-card p-5 shadow-low', isBroken ? 'border-chili' : 'border-line')}>
      <h3 className="font-semibold">{title}</h3>
      {broken === undefined ? (
        <Skeleton className="h-12 w-16" />
      ) : (
        <p className={classNames('tabular text-4xl font-extrabold', isBroken ? 'text-chili' : 'text-leaf')}>{formatNumber(broken)}</p>
      )}
      <p className="text-sm text-soft">{detail}</p>
      {isBroken ? <p className="text-sm font-medium text-chili">{repair}</p> : null}
    </article>
  )
}

function Named({ orders }: { orders: string[] }) {
  const t = useTexts()
  return (
    <section className="pt-6">
      <h2 className="pb-2 text-lg">{t('invariants-named')}</h2>
      <ul className="flex flex-wrap gap-2">
        {orders.map((order) => (
          <li key={order}>
            <a href={paths.executions({ q: order })} className="inline-block rounded-md bg-sunken px-3 py-1.5 font-mono text-sm hover:bg-clay-wash hover:text-clay">
              {order}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
