import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellRing, ChevronRight, CircleX, Gauge, type LucideIcon, MessagesSquare, RotateCcw, ShieldAlert, Snail } from 'lucide-react'
import type { ReactNode } from 'react'

import { awsJson } from '../api/aws.ts'
import type { Execution } from '../api/execution.ts'
import { useNow } from '../format/clock.ts'
import { formatAgo, formatCountdown, formatDuration, formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { useToasts } from '../ui/toast.tsx'
import type { Attention } from './attention.ts'

const SHOWN = 3

const icons: Record<Attention['kind'], LucideIcon> = { invariants: ShieldAlert, failed: CircleX, expiring: BellRing, conversations: MessagesSquare, slow: Snail, throttled: Gauge }
const isGrave: Record<Attention['kind'], boolean> = { invariants: true, failed: true, expiring: true, conversations: false, slow: false, throttled: false }

/** What needs somebody, each with the way to repair it. */
export function AttentionList({ attention }: { attention: readonly Attention[] }) {
  const t = useTexts()
  return (
    <section aria-label={t('overview-attention')} className="grid gap-3">
      <h2 className="sr-only">{t('overview-attention')}</h2>
      {attention.map((one) => <AttentionCard key={one.kind} attention={one} />)}
    </section>
  )
}

function AttentionCard({ attention }: { attention: Attention }) {
  const t = useTexts()
  const Icon = icons[attention.kind]
  const { title, to, action } = wordsOf(attention, t)
  return (
    <article className="animate-rise overflow-hidden rounded-lg border border-line bg-card shadow-low">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
        <span aria-hidden className={classNames('grid size-9 place-items-center rounded-md', isGrave[attention.kind] ? 'bg-chili-wash text-chili' : 'bg-sun-wash text-sun')}>
          <Icon size={19} />
        </span>
        <h3 className="min-w-0 flex-1 basis-48 text-base font-bold">{title}</h3>
        <Link to={to} className={buttonClass('secondary', 'small')}>
          {action}
          <ChevronRight aria-hidden size={15} />
        </Link>
      </header>
      <ul>{itemsOf(attention, t)}</ul>
    </article>
  )
}

function wordsOf(attention: Attention, t: Texts): { title: string; to: string; action: string } {
  switch (attention.kind) {
    case 'invariants':
      return { title: t('overview-invariants', { n: attention.broken }), to: paths.invariants(), action: t('overview-invariants-see') }
    case 'failed':
      return { title: t('overview-failures', { n: attention.total }), to: paths.executions({ status: 'FAILED,TIMED_OUT', since: '1h' }), action: t('overview-failures-see') }
    case 'expiring':
      return { title: t('overview-expiring', { n: attention.callbacks.length }), to: paths.callbacks(), action: t('overview-expiring-see') }
    case 'conversations':
      return { title: t('overview-conversations', { n: attention.waiting.length }), to: paths.conversations(), action: t('overview-conversations-see') }
    case 'slow':
      return { title: t('overview-slow', { n: attention.executions.length, usual: formatDuration(attention.usualMs) }), to: paths.executions({ status: 'RUNNING', sort: 'oldest' }), action: t('overview-slow-see') }
    case 'throttled':
      return { title: t('overview-throttled', { n: attention.functions.length }), to: paths.functions(), action: t('overview-throttled-see') }
  }
}

function itemsOf(attention: Attention, t: Texts): ReactNode {
  switch (attention.kind) {
    case 'failed':
      return attention.executions.slice(0, SHOWN).map((execution) => <FailedItem key={execution.arn} execution={execution} />)
    case 'expiring':
      return attention.callbacks.slice(0, SHOWN).map((callback) => (
        <Item key={callback.token} to={paths.callbacks()} title={callback.order ? `#${callback.order.number} ${callback.order.customer}` : callback.machine} detail={callback.state} end={<Left until={callback.expires_at ?? null} />} />
      ))
    case 'conversations':
      return attention.waiting.slice(0, SHOWN).map((conversation) => (
        <Item key={conversation.id} to={paths.conversations(conversation.id)} title={conversation.customer} detail={conversation.intent ?? ''} end={conversation.since ? <Ago at={conversation.since} /> : null} />
      ))
    case 'slow':
      return attention.executions.slice(0, SHOWN).map((execution) => (
        <Item key={execution.arn} to={paths.execution(execution.arn)} title={nameOf(execution)} detail={execution.current.join(', ')} end={<Ago at={execution.started_at} />} />
      ))
    case 'throttled':
      return attention.functions.slice(0, SHOWN).map((one) => (
        <Item key={one.name} to={paths.functions(one.name)} title={one.name} detail="" end={t('overview-throttles', { n: formatNumber(one.throttles) })} />
      ))
    case 'invariants':
      return null
  }
}

export function nameOf({ order, name }: Execution): string {
  return order ? `#${order.number} ${order.customer}` : name
}

type ItemProps = { to: string; title: string; detail: string; isBad?: boolean; end: ReactNode; action?: ReactNode }

function Item({ to, title, detail, isBad = false, end, action }: ItemProps) {
  return (
    <li className="relative flex min-h-11 items-center gap-3 border-t border-line/70 px-4 text-sm hover:bg-ink/3">
      <Link to={to} className="min-w-0 truncate font-semibold after:absolute after:inset-0">{title}</Link>
      <span className={classNames('min-w-0 flex-1 truncate', isBad ? 'text-chili' : 'text-soft')}>{detail}</span>
      <span className="tabular whitespace-nowrap text-soft">{end}</span>
      {action ? <span className="relative z-[1]">{action}</span> : null}
    </li>
  )
}

/** AWS takes up again what has failed; whether that helps is seen at once. */
function FailedItem({ execution }: { execution: Execution }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const redrive = useMutation({
    mutationFn: () => awsJson('states', 'RedriveExecution', { executionArn: execution.arn }),
    onSuccess: () => {
      toasts.done(t('overview-redriven', { name: nameOf(execution) }))
      void queries.invalidateQueries({ queryKey: ['overview'] })
    },
    onError: toasts.failed,
  })
  return (
    <Item
      to={paths.execution(execution.arn)}
      title={nameOf(execution)}
      detail={execution.error ?? ''}
      isBad
      end={<Ago at={execution.stopped_at ?? execution.started_at} />}
      action={
        execution.kind === 'STANDARD' ? (
          <Button size="small" kind="quiet" busy={redrive.isPending} icon={<RotateCcw aria-hidden size={14} />} onClick={() => redrive.mutate()}>
            {t('overview-redrive')}
          </Button>
        ) : null
      }
    />
  )
}

function Ago({ at }: { at: string }) {
  const now = useNow()
  return formatAgo(at, now)
}

function Left({ until }: { until: string | null }) {
  const now = useNow()
  return until === null ? null : <span className="font-bold text-chili">{formatCountdown(Date.parse(until) - now)}</span>
}
