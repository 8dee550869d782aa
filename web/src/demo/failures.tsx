import { useQueries, useQuery } from '@tanstack/react-query'
import { Bike, CircleDashed, CreditCard, type LucideIcon, MessageSquareOff, QrCode, Store } from 'lucide-react'
import { useState } from 'react'

import { answerOf, api } from '../api/client.ts'
import { paths } from '../paths.ts'
import { language } from '../texts/bundles.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { textLink } from '../ui/text_link.ts'
import { useToasts } from '../ui/toast.tsx'
import { type DemoOrder, type DemoState, type Failure, type FailureName, isFailureKnown, type KnownFailure, readMessages, switchFailure } from '../api/demo.ts'
import { type Outcome, outcomesOf, type Seen, type Span } from './outcomes.ts'

const icons: Record<FailureName, LucideIcon> = { pix_expires: QrCode, card_declined: CreditCard, courier_vanishes: Bike, store_refuses: Store, sns_down: MessageSquareOff }

const SHOWN_MOST = 3
const LOOK_AGAIN_MS = 2_000
/** Of so many orders that wait to be paid it is looked up whether a card was declined. */
const LOOKED_UP_MOST = 6

type FailuresProps = { state: DemoState; onSwitched: (failures: Failure[]) => void }

/** The failure buttons: what should come of each, and what does. */
export function Failures({ state, onSwitched }: FailuresProps) {
  const t = useTexts()
  const toasts = useToasts()
  const [spans, setSpans] = useState<Partial<Record<FailureName, Span>>>({})
  const [busy, setBusy] = useState<FailureName | null>(null)
  const spanOf = ({ name, on }: KnownFailure): Span | undefined => spans[name] ?? (on ? { since: Date.parse(state.now), until: null } : undefined)
  const messages = useQuery({ queryKey: ['demo', 'messages'], queryFn: readMessages, refetchInterval: LOOK_AGAIN_MS, enabled: spans.sns_down !== undefined })
  const declined = useDeclined(state.orders, spans.card_declined)
  const seen: Seen = { state, messages: messages.data ?? [], declined }
  const flip = async ({ name, on }: KnownFailure) => {
    setBusy(name)
    try {
      onSwitched(await switchFailure(name, !on))
      const now = Date.parse(state.now)
      setSpans({ ...spans, [name]: on ? { since: spans[name]?.since ?? now, until: now } : { since: now, until: null } })
    } catch (error) {
      toasts.failed(error)
    }
    setBusy(null)
  }
  return (
    <ul className="grid gap-4 md:grid-cols-2 xl:grid-cols-5">
      {state.failures.filter(isFailureKnown).map((failure) => {
        const Icon = icons[failure.name]
        const span = spanOf(failure)
        return (
          <li key={failure.name} className={classNames('flex flex-col gap-3 rounded-lg border-2 bg-card p-4 shadow-low transition-colors', failure.on ? 'border-chili' : 'border-line')}>
            <div className="flex items-center gap-2.5">
              <Icon aria-hidden size={20} className={failure.on ? 'text-chili' : 'text-soft'} />
              <h3 className="flex-1 text-lg">{failure.title[language]}</h3>
              {failure.on ? <span aria-hidden className="size-2.5 animate-pulse-soft rounded-full bg-chili" /> : null}
            </div>
            <Button kind={failure.on ? 'secondary' : 'danger'} busy={busy === failure.name} onClick={() => void flip(failure)} aria-pressed={failure.on}>
              {failure.on ? t('demo-failure-stop') : t('demo-failure-start')}
            </Button>
            <div>
              <h4 className="text-xs font-semibold tracking-wide text-soft uppercase">{t('demo-expected')}</h4>
              <p className="text-sm">{failure.expected[language]}</p>
            </div>
            {span ? <Outcomes outcomes={outcomesOf(failure.name, span, seen)} /> : null}
          </li>
        )
      })}
    </ul>
  )
}

/** The timelines of orders that wait to be paid say whether a card was declined. */
function useDeclined(orders: readonly DemoOrder[], span: Span | undefined): ReadonlySet<string> {
  const asked = span ? orders.filter(({ status }) => status === 'AWAITING_PAYMENT').slice(-LOOKED_UP_MOST) : []
  return useQueries({
    queries: asked.map((order) => ({
      queryKey: ['demo', 'declined', order.id, order.updated_at],
      queryFn: async () => {
        const token = order.tracking_link.split('/').pop() ?? ''
        const { timeline } = await answerOf(api.GET('/api/track/{token}', { params: { path: { token } } }))
        return timeline.some(({ event }) => event === 'PAYMENT_DECLINED') ? order.id : null
      },
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: (results) => new Set(results.flatMap(({ data }) => data ?? [])),
  })
}

function Outcomes({ outcomes }: { outcomes: readonly Outcome[] }) {
  const t = useTexts()
  const words: Record<Outcome['what'], string> = {
    'pix-expired': t('demo-outcome-pix-expired'),
    'card-declined': t('demo-outcome-card-declined'),
    'courier-lost': t('demo-outcome-courier-lost'),
    'store-refused': t('demo-outcome-store-refused'),
    'not-told': t('demo-outcome-not-told'),
    'told-late': t('demo-outcome-told-late'),
  }
  return (
    <div aria-live="polite" className="border-t border-line pt-3">
      <h4 className="text-xs font-semibold tracking-wide text-soft uppercase">{t('demo-happened')}</h4>
      {outcomes.length === 0 ? (
        <p className="flex items-center gap-2 pt-1 text-sm text-soft">
          <CircleDashed aria-hidden size={15} className="animate-spin" />
          {t('demo-happened-nothing')}
        </p>
      ) : (
        <ul className="grid gap-2 pt-1.5">
          {outcomes.slice(0, SHOWN_MOST).map(({ order, what }) => (
            <li key={order.id} className="animate-rise text-sm">
              <p>
                <strong>{`#${order.number} ${order.customer}`}</strong>
                {`: ${words[what]}`}
              </p>
              <p className="flex gap-3">
                <a href={order.tracking_link} className={textLink}>{t('demo-follow')}</a>
                <a href={paths.executions({ q: `${order.number}` })} target="_blank" rel="noopener" className={textLink}>{t('demo-execution')}</a>
              </p>
            </li>
          ))}
          {outcomes.length > SHOWN_MOST ? <li className="text-sm text-soft">{t('demo-happened-more', { n: outcomes.length - SHOWN_MOST })}</li> : null}
        </ul>
      )}
    </div>
  )
}
