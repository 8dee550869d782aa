import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { answerOf, api, type Schema } from '../api/client.ts'
import { formatMoment, formatMoney } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { Failure, Loading } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { useToasts } from '../ui/toast.tsx'

const LOOK_EVERY_MS = 10_000

type Coupon = Schema['CouponView']

const tones: Record<Coupon['state'], Tone> = {
  PROPOSED: 'warning',
  APPROVED: 'active',
  SENT: 'active',
  REDEEMED: 'good',
  REFUSED: 'neutral',
  LAPSED: 'neutral',
  UNWANTED: 'neutral',
}

/** What each state lets the staff answer. */
const answers: Partial<Record<Coupon['state'], Schema['CouponAnswer'][]>> = { PROPOSED: ['approve', 'refuse'], SENT: ['redeem'] }

/** What the assistant would give to those who seem about to leave: nothing is given until somebody approves. */
export function Coupons() {
  const t = useTexts()
  const coupons = useQuery({ queryKey: ['coupons'], queryFn: () => answerOf(api.GET('/api/coupons')), refetchInterval: LOOK_EVERY_MS })
  const items = coupons.data?.items
  return (
    <Panel title={t('coupons-title')} detail={t('coupons-detail')} flush>
      {coupons.isPending ? <Loading /> : null}
      {coupons.isError ? <Failure error={coupons.error} onRetry={() => void coupons.refetch()} className="m-5 mt-0" /> : null}
      {items?.length === 0 ? <p className="px-5 pb-5 text-soft">{t('coupons-none')}</p> : null}
      {items && items.length > 0 ? (
        <Table label={t('coupons-title')}>
          <thead>
            <tr>
              <Th>{t('coupons-state')}</Th>
              <Th>{t('coupons-amount')}</Th>
              <Th>{t('coupons-reason')}</Th>
              <Th>{t('coupons-proposed')}</Th>
              <Th>{t('coupons-code')}</Th>
              <Th><span className="sr-only">{t('more')}</span></Th>
            </tr>
          </thead>
          <tbody>
            {items.map((coupon) => <Row key={coupon.id} coupon={coupon} />)}
          </tbody>
        </Table>
      ) : null}
    </Panel>
  )
}

function Row({ coupon }: { coupon: Coupon }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const answering = useMutation({
    mutationFn: (answer: Schema['CouponAnswer']) => answerOf(api.POST('/api/coupons/{coupon}', { params: { path: { coupon: coupon.id } }, body: { answer } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['coupons'] }),
    onError: toasts.failed,
  })
  const states: Record<Coupon['state'], string> = {
    PROPOSED: t('coupons-PROPOSED'),
    APPROVED: t('coupons-APPROVED'),
    SENT: t('coupons-SENT'),
    REDEEMED: t('coupons-REDEEMED'),
    REFUSED: t('coupons-REFUSED'),
    LAPSED: t('coupons-LAPSED'),
    UNWANTED: t('coupons-UNWANTED'),
  }
  const labels: Record<Schema['CouponAnswer'], string> = { approve: t('coupons-approve'), refuse: t('coupons-refuse'), redeem: t('coupons-redeem') }
  return (
    <tr>
      <Td><Badge tone={tones[coupon.state]}>{states[coupon.state]}</Badge></Td>
      <Td className="tabular font-semibold">{formatMoney(coupon.amount)}</Td>
      <Td>{coupon.reason}<span className="block text-xs text-soft">{coupon.customer}</span></Td>
      <Td className="tabular whitespace-nowrap">{formatMoment(coupon.proposed_at)}</Td>
      <Td className="font-mono text-xs">{coupon.code ?? '—'}{coupon.decided_by ? <span className="block font-sans text-soft">{coupon.decided_by}</span> : null}</Td>
      <Td>
        <div className="flex justify-end gap-2">
          {answers[coupon.state]?.map((answer) => (
            <Button key={answer} size="small" busy={answering.isPending && answering.variables === answer} onClick={() => answering.mutate(answer)}>
              {labels[answer]}
            </Button>
          ))}
        </div>
      </Td>
    </tr>
  )
}
