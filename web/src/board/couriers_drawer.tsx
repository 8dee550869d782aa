import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bike } from 'lucide-react'

import { useNow } from '../format/clock.ts'
import { formatAgo } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Switch } from '../ui/field.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { type Courier, couriers, settleCourier, withCourier } from './couriers.ts'
import type { Board } from './stage.ts'

const tones: Record<Courier['state'], Tone> = { BUSY: 'active', FREE: 'good', OFF: 'neutral' }
const order: Record<Courier['state'], number> = { BUSY: 0, FREE: 1, OFF: 2 }

/** Who delivers, what they are doing, and where. */
export function CouriersDrawer({ board, onClose }: { board: Board; onClose: () => void }) {
  const t = useTexts()
  const query = useQuery(couriers)
  return (
    <Dialog title={t('board-couriers')} shape="drawer" size="medium" onClose={onClose}>
      {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading /> : null}
      {query.data?.length === 0 ? (
        <Empty icon={<Bike size={28} />} title={t('board-no-couriers')}>
          {t('board-no-couriers-detail')}
        </Empty>
      ) : null}
      {query.data ? (
        <ul className="grid gap-2">
          {query.data
            .toSorted((one, other) => order[one.state] - order[other.state] || one.name.localeCompare(other.name))
            .map((courier) => (
              <Row key={courier.id} courier={courier} number={courier.order ? board.orders[courier.order]?.number : undefined} />
            ))}
        </ul>
      ) : null}
    </Dialog>
  )
}

function Row({ courier, number }: { courier: Courier; number: number | undefined }) {
  const t = useTexts()
  const now = useNow()
  const client = useQueryClient()
  const toasts = useToasts()
  const settling = useMutation({
    mutationFn: (state: 'FREE' | 'OFF') => settleCourier(courier, state),
    onSuccess: (settled) => client.setQueryData(couriers.queryKey, (known) => known && withCourier(known, settled)),
    onError: toasts.failed,
  })
  const states: Record<Courier['state'], string> = {
    BUSY: number === undefined ? t('board-courier-busy') : t('board-courier-brings', { number }),
    FREE: t('board-courier-free'),
    OFF: t('board-courier-off'),
  }
  return (
    <li className="flex min-h-15 flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-line px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="text-lg font-semibold">{courier.name}</p>
        <p className="flex flex-wrap items-center gap-2 text-sm text-soft">
          <Badge tone={tones[courier.state]}>{states[courier.state]}</Badge>
          {courier.state === 'OFF' ? null : t('board-seen', { ago: formatAgo(courier.seen_at, now) })}
        </p>
      </div>
      {courier.state === 'BUSY' ? null : (
        <Switch
          label={<span className="sr-only">{t('board-courier-works', { name: courier.name })}</span>}
          checked={courier.state === 'FREE'}
          disabled={settling.isPending}
          onChange={(event) => settling.mutate(event.target.checked ? 'FREE' : 'OFF')}
        />
      )}
    </li>
  )
}
