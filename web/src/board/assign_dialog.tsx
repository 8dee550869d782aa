import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bike } from 'lucide-react'

import { answerOf, api } from '../api/client.ts'
import { useNow } from '../format/clock.ts'
import { formatAgo } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { couriers, isFree } from './couriers.ts'
import type { BoardOrder } from './stage.ts'
import { learnOrder } from './use_board.ts'

/** Who brings an order: one touch on a name. */
export function AssignDialog({ order, onClose }: { order: BoardOrder; onClose: () => void }) {
  const t = useTexts()
  const now = useNow()
  const client = useQueryClient()
  const query = useQuery(couriers)
  const assignment = useMutation({
    mutationFn: (courier: string) => answerOf(api.POST('/api/board/orders/{order}/assign', { params: { path: { order: order.id } }, body: { courier } })),
    onSuccess: (assigned) => {
      learnOrder(client, assigned)
      void client.invalidateQueries({ queryKey: couriers.queryKey })
      onClose()
    },
  })
  const free = query.data?.filter(isFree)
  return (
    <Dialog title={t('board-assign-title', { number: order.number })} onClose={onClose}>
      <div className="grid gap-3">
        <p className="text-soft">{order.address.line}</p>
        {assignment.error ? <Failure error={assignment.error} /> : null}
        {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.isPending ? <Loading /> : null}
        {free?.length === 0 ? (
          <Empty icon={<Bike size={28} />} title={t('board-nobody-free')}>
            {t('board-nobody-free-detail')}
          </Empty>
        ) : null}
        <ul className="grid gap-2">
          {free?.map((courier) => (
            <li key={courier.id}>
              <button
                type="button"
                disabled={assignment.isPending}
                onClick={() => assignment.mutate(courier.id)}
                className="flex min-h-15 w-full items-center gap-4 rounded-md border border-line bg-card px-4 text-left shadow-low transition-colors hover:border-edge hover:bg-raised disabled:opacity-50"
              >
                <Bike aria-hidden size={24} className="shrink-0 text-river" />
                <span className="min-w-0 flex-1 text-lg font-semibold">{courier.name}</span>
                <span className="text-sm text-soft">{t('board-seen', { ago: formatAgo(courier.seen_at, now) })}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
