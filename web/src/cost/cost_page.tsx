import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, CircleDollarSign } from 'lucide-react'
import type { ReactNode } from 'react'

import { formatDate, formatMoment, formatNumber } from '../format/format.ts'
import { language } from '../texts/bundles.ts'
import { useTexts } from '../texts/texts.tsx'
import { IconButton } from '../ui/button.tsx'
import { Card, Panel } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { CostLines } from './cost_lines.tsx'
import { type Cost, costQuery } from './cost_query.ts'
import { type Month, monthAfter, monthIn, monthOf } from './month.ts'
import { formatCost, notCountedWords } from './words.ts'

/** What all of this would cost at AWS's list prices: what was saved, and what a move there would take. */
export default function CostPage() {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const current = monthOf(new Date())
  const month = monthIn(search.month, new Date())
  const isCurrent = month === current
  const cost = useQuery(costQuery(month, isCurrent))
  return (
    <>
      <PageHeader
        title={t('cost-title')}
        detail={t('cost-detail')}
        actions={<MonthPicker month={month} current={current} onChange={(chosen) => change({ month: chosen === current ? undefined : chosen })} />}
      />
      {cost.isError ? <Failure error={cost.error} onRetry={() => void cost.refetch()} className="mb-5" /> : null}
      {cost.isPending ? (
        <Loading>
          <div className="grid gap-5">
            <Skeleton className="h-36" />
            <Skeleton className="h-96" />
          </div>
        </Loading>
      ) : null}
      {cost.data && !cost.data.since ? (
        <Card>
          <Empty icon={<CircleDollarSign />} title={t('cost-nothing', { month: monthWords(month) })}>
            {t('cost-nothing-detail')}
          </Empty>
        </Card>
      ) : null}
      {cost.data?.since ? <Counted cost={cost.data} since={cost.data.since} isCurrent={isCurrent} /> : null}
    </>
  )
}

function monthWords(month: Month): string {
  return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T00:00:00Z`))
}

function MonthPicker({ month, current, onChange }: { month: Month; current: Month; onChange: (month: Month) => void }) {
  const t = useTexts()
  return (
    <div role="group" aria-label={t('cost-month')} className="flex items-center rounded-md border border-line bg-card">
      <IconButton label={t('cost-month-before')} onClick={() => onChange(monthAfter(month, -1))}>
        <ChevronLeft aria-hidden size={18} />
      </IconButton>
      <output aria-live="polite" className="min-w-40 text-center font-semibold">{monthWords(month)}</output>
      <IconButton label={t('cost-month-after')} disabled={month >= current} onClick={() => onChange(monthAfter(month, 1))}>
        <ChevronRight aria-hidden size={18} />
      </IconButton>
    </div>
  )
}

function Counted({ cost, since, isCurrent }: { cost: Cost; since: string; isCurrent: boolean }) {
  const t = useTexts()
  return (
    <div className="grid gap-5">
      <div className="grid gap-4 sm:grid-cols-3">
        <Figure name={isCurrent ? t('cost-so-far') : t('cost-total')} detail={t('cost-since', { at: formatMoment(since) })} strong>
          {formatCost(cost.total)}
        </Figure>
        {isCurrent ? (
          <Figure name={t('cost-projected')} detail={t('cost-projected-detail')}>
            {formatCost(cost.projected)}
          </Figure>
        ) : null}
        <Figure name={t('cost-per-order')} detail={t('cost-orders', { n: cost.orders, count: formatNumber(cost.orders) })}>
          {cost.per_order == null ? '—' : formatCost(cost.per_order)}
        </Figure>
      </div>
      <Panel title={t('cost-lines')} detail={t('cost-lines-detail')} flush>
        <CostLines cost={cost} />
      </Panel>
      <Panel title={t('cost-how')}>
        <div className="grid gap-x-10 gap-y-4 lg:grid-cols-2">
          <div className="grid content-start gap-2">
            <p>{t('cost-prices', { region: cost.region, date: formatDate(`${cost.prices_as_of}T12:00:00Z`) })}</p>
            <p className="text-soft">{t('cost-by-size')}</p>
            <p className="text-soft">{t('cost-by-state')}</p>
          </div>
          <div>
            <p>{t('cost-not-counted')}</p>
            <ul className="grid list-disc gap-1 pt-2 pl-5 text-soft">
              {cost.not_counted.map((code) => (
                <li key={code}>{notCountedWords(code, t)}</li>
              ))}
            </ul>
          </div>
        </div>
      </Panel>
    </div>
  )
}

function Figure({ name, detail, strong = false, children }: { name: string; detail: string; strong?: boolean; children: ReactNode }) {
  return (
    <Card className={classNames('grid gap-1 p-5', strong && 'border-transparent bg-clay-wash')}>
      <h2 className="text-sm font-semibold text-soft">{name}</h2>
      <p className={classNames('tabular truncate text-3xl font-extrabold tracking-tight', strong && 'text-clay')}>{children}</p>
      <p className="text-sm text-soft">{detail}</p>
    </Card>
  )
}
