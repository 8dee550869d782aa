import { useQuery } from '@tanstack/react-query'
import { Bike, ChevronRight } from 'lucide-react'

import { useNow } from '../format/clock.ts'
import { formatAgo } from '../format/format.ts'
import { paths } from '../paths.ts'
import { staffSession } from '../session/session.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Link } from '../ui/location.tsx'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { CourierFrame } from './courier_frame.tsx'
import { type Courier, couriersQuery } from './job.ts'

const tones: Record<Courier['state'], Tone> = { BUSY: 'active', FREE: 'good', OFF: 'neutral' }
const ranks: Record<Courier['state'], number> = { BUSY: 0, FREE: 1, OFF: 2 }

/** An operator is no courier, and acts as one. */
export function ChooseCourier() {
  const t = useTexts()
  const now = useNow()
  const who = useQuery(staffSession).data?.name
  const couriers = useQuery(couriersQuery)
  const states: Record<Courier['state'], string> = { BUSY: t('courier-busy'), FREE: t('courier-free'), OFF: t('courier-off') }
  return (
    <CourierFrame {...(who ? { who } : {})}>
      <div className="mx-auto w-full max-w-xl p-5">
        <h2 className="text-2xl">{t('courier-choose')}</h2>
        <p className="pt-1 pb-5 text-soft">{t('courier-choose-detail')}</p>
        {couriers.isError ? <Failure error={couriers.error} onRetry={() => void couriers.refetch()} /> : null}
        {couriers.isPending ? (
          <Loading>
            <div className="grid gap-2.5">
              {Array.from({ length: 5 }, (_, index) => (
                <Skeleton key={index} className="h-18" />
              ))}
            </div>
          </Loading>
        ) : null}
        {couriers.data?.length === 0 ? (
          <Empty icon={<Bike size={28} />} title={t('courier-none')} action={<ButtonLink href={paths.board()}>{t('courier-to-board')}</ButtonLink>}>
            {t('courier-none-detail')}
          </Empty>
        ) : null}
        <ul className="grid gap-2.5">
          {couriers.data
            ?.toSorted((one, other) => ranks[one.state] - ranks[other.state] || one.name.localeCompare(other.name))
            .map((courier) => (
              <li key={courier.id}>
                <Link
                  href={paths.courier(courier.id)}
                  className="flex min-h-18 items-center gap-4 rounded-lg border border-line bg-card px-4 py-2.5 shadow-low transition-colors hover:border-edge hover:bg-raised"
                >
                  <span className="min-w-0 flex-1">
                    <span className="block truncate text-lg font-semibold">{courier.name}</span>
                    <span className="text-sm text-soft">{t('courier-seen', { ago: formatAgo(courier.seen_at, now) })}</span>
                  </span>
                  <Badge tone={tones[courier.state]}>{states[courier.state]}</Badge>
                  <ChevronRight aria-hidden size={20} className="text-soft" />
                </Link>
              </li>
            ))}
        </ul>
      </div>
    </CourierFrame>
  )
}
