import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bike, ExternalLink } from 'lucide-react'

import { useNow } from '../format/clock.ts'
import { formatAgo } from '../format/format.ts'
import type { CourierMark } from '../map/marks.tsx'
import { TownMap } from '../map/town_map.tsx'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Switch } from '../ui/field.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { type Courier, couriers, settleCourier, withCourier } from './couriers.ts'
import { type Board, isKitchenStage, stageOf } from './stage.ts'
import { useStore } from './store.ts'

const tones: Record<Courier['state'], Tone> = { BUSY: 'active', FREE: 'good', OFF: 'neutral' }
const duties: Record<Courier['state'], CourierMark['duty']> = { BUSY: 'busy', FREE: 'free', OFF: 'off' }
const order: Record<Courier['state'], number> = { BUSY: 0, FREE: 1, OFF: 2 }

/** Who delivers, what they are doing, and where. */
export function CouriersDrawer({ board, onClose }: { board: Board; onClose: () => void }) {
  const t = useTexts()
  const query = useQuery(couriers)
  return (
    <Dialog
      title={t('board-couriers')}
      shape="drawer"
      size="medium"
      onClose={onClose}
      actions={
        <a href={paths.courier()} target="_blank" rel="noopener" className={buttonClass('secondary')}>
          <ExternalLink aria-hidden size={16} />
          {t('board-courier-page')}
        </a>
      }
    >
      {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading /> : null}
      {query.data?.length === 0 ? (
        <Empty icon={<Bike size={28} />} title={t('board-no-couriers')}>
          {t('board-no-couriers-detail')}
        </Empty>
      ) : null}
      {query.data && query.data.length > 0 ? <Where couriers={query.data} board={board} /> : null}
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

/** Who is at work, and the houses that the kitchen's orders go to. */
function Where({ couriers, board }: { couriers: readonly Courier[]; board: Board }) {
  const t = useTexts()
  const store = useStore()
  const working = couriers.filter(({ state }) => state !== 'OFF')
  const orders = Object.values(board.orders).filter((one) => isKitchenStage(stageOf(one)))
  return (
    <TownMap
      label={t('board-couriers-map')}
      store={store.point}
      homes={orders.map(({ id, number, address }) => ({ id, at: address.point, tag: `#${number}` }))}
      couriers={working.map(({ id, name, point, heading, seen_at, state }) => ({ id, name, at: point, heading, seenAt: seen_at, duty: duties[state] }))}
      className="mb-4 h-72 rounded-lg border border-line"
    />
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
