import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BellOff, BellPlus, KeyRound, Pencil, Trash2 } from 'lucide-react'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { useToasts } from '../ui/toast.tsx'
import { confirmSubscription, type Subscription, subscriptionQuery, subscriptionsQuery, type Topic, topicQuery, unsubscribe } from './sns.ts'
import { SubscriptionForm } from './subscription_form.tsx'

type Open = { what: 'subscribe' } | { what: 'confirm' } | { what: 'change' | 'unsubscribe'; arn: string; subscription: Subscription }

/** Whoever gets the messages of a topic. */
export function Subscriptions({ topic }: { topic: Topic }) {
  const t = useTexts()
  const subscriptions = useQuery(subscriptionsQuery(topic.arn))
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  return (
    <Panel
      flush
      title={t('topics-subscriptions')}
      actions={
        <>
          {topic.pending > 0 ? <Button size="small" icon={<KeyRound aria-hidden size={16} />} onClick={() => setOpen({ what: 'confirm' })}>{t('topics-confirm')}</Button> : null}
          <Button size="small" kind="primary" icon={<BellPlus aria-hidden size={16} />} onClick={() => setOpen({ what: 'subscribe' })}>{t('topics-subscribe')}</Button>
        </>
      }
    >
      {subscriptions.isError ? <Failure error={subscriptions.error} onRetry={() => void subscriptions.refetch()} className="m-5" /> : null}
      {subscriptions.isPending ? (
        <Loading>
          <Skeleton className="m-5 h-32" />
        </Loading>
      ) : null}
      {subscriptions.data?.length === 0 ? <Empty icon={<BellOff />} title={t('topics-no-subscriptions')}>{t('topics-no-subscriptions-detail')}</Empty> : null}
      {subscriptions.data && subscriptions.data.length > 0 ? (
        <Table label={t('topics-subscriptions')}>
          <thead>
            <tr>
              <Th>{t('topics-protocol')}</Th>
              <Th>{t('topics-endpoint')}</Th>
              <Th>{t('topics-gets')}</Th>
              <Th><span className="sr-only">{t('more')}</span></Th>
            </tr>
          </thead>
          <tbody>
            {subscriptions.data.map((subscription) => (
              <SubscriptionRow
                key={subscription.arn ?? `${subscription.protocol} ${subscription.endpoint}`}
                subscription={subscription}
                onOpen={(what, arn) => setOpen({ what, arn, subscription })}
              />
            ))}
          </tbody>
        </Table>
      ) : null}
      {open?.what === 'subscribe' ? <SubscriptionForm topic={topic} known={null} onClose={close} /> : null}
      {open?.what === 'change' ? <SubscriptionForm topic={topic} known={{ ...open.subscription, arn: open.arn }} onClose={close} /> : null}
      {open?.what === 'confirm' ? <Confirm topic={topic} onClose={close} /> : null}
      {open?.what === 'unsubscribe' ? <EndSubscription topic={topic} arn={open.arn} subscription={open.subscription} onClose={close} /> : null}
    </Panel>
  )
}

type SubscriptionRowProps = { subscription: Subscription; onOpen: (what: 'change' | 'unsubscribe', arn: string) => void }

function SubscriptionRow({ subscription, onOpen }: SubscriptionRowProps) {
  const t = useTexts()
  const { arn, protocol, endpoint } = subscription
  const settings = useQuery({ ...subscriptionQuery(arn ?? ''), enabled: arn !== null }).data
  return (
    <tr className="last:*:border-b-0">
      <Td><Badge>{protocol}</Badge></Td>
      <Td className="min-w-56 font-mono text-xs break-all">{endpoint}</Td>
      <Td>
        {arn === null ? (
          <Badge tone="warning">{t('topics-waits')}</Badge>
        ) : settings ? (
          <div className="flex flex-wrap items-center gap-2">
            {settings.filterPolicy ? <code title={t('topics-filter')} className="max-w-xs truncate rounded-xs bg-sunken px-1.5 py-0.5 font-mono text-xs">{settings.filterPolicy}</code> : <span className="text-soft">{t('topics-gets-all')}</span>}
            {settings.isRaw ? <Badge>{t('topics-raw')}</Badge> : null}
            {settings.deadLetterQueue ? <Badge tone="active">{t('topics-dead-letters-to', { queue: settings.deadLetterQueue.slice(settings.deadLetterQueue.lastIndexOf(':') + 1) })}</Badge> : null}
          </div>
        ) : (
          '—'
        )}
      </Td>
      <Td className="text-right whitespace-nowrap">
        {arn === null ? null : (
          <>
            <IconButton label={t('topics-change', { endpoint })} size="small" disabled={!settings} onClick={() => onOpen('change', arn)}><Pencil aria-hidden size={16} /></IconButton>
            <IconButton label={t('topics-unsubscribe-of', { endpoint })} size="small" onClick={() => onOpen('unsubscribe', arn)}><Trash2 aria-hidden size={16} /></IconButton>
          </>
        )}
      </Td>
    </tr>
  )
}

function Confirm({ topic, onClose }: { topic: Topic; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const form = useId()
  const [token, setToken] = useState('')
  const confirming = useMutation({
    mutationFn: () => confirmSubscription(topic.arn, token.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: topicQuery(topic.arn).queryKey })
      toasts.done(t('topics-confirmed'))
      onClose()
    },
  })
  const confirm = (event: FormEvent) => {
    event.preventDefault()
    confirming.mutate()
  }
  return (
    <Dialog title={t('topics-confirm')} shape="center" onClose={onClose} actions={<Button type="submit" form={form} kind="primary" busy={confirming.isPending}>{t('topics-confirm')}</Button>}>
      <form id={form} onSubmit={confirm} className="grid gap-4">
        <p className="text-soft">{t('topics-confirm-why')}</p>
        <TextField label={t('topics-token')} error={confirming.error?.message} value={token} onChange={(event) => setToken(event.target.value)} required spellCheck={false} autoComplete="off" data-first-focus />
      </form>
    </Dialog>
  )
}

type EndSubscriptionProps = { topic: Topic; arn: string; subscription: Subscription; onClose: () => void }

function EndSubscription({ topic, arn, subscription, onClose }: EndSubscriptionProps) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const ending = useMutation({
    mutationFn: () => unsubscribe(arn),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: topicQuery(topic.arn).queryKey })
      toasts.done(t('topics-unsubscribed'))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('topics-unsubscribe')}
      shape="center"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="danger" busy={ending.isPending} onClick={() => ending.mutate()}>{t('topics-unsubscribe')}</Button>
        </>
      }
    >
      <div className="grid gap-4">
        <p className="break-words">{t('topics-unsubscribe-why', { endpoint: subscription.endpoint })}</p>
        {ending.error ? <Failure error={ending.error} /> : null}
      </div>
    </Dialog>
  )
}
