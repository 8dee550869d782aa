import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { awsRest } from '../api/aws.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { CodeField } from '../ui/code_field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Segments, Select, Switch, TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { changeSubscription, subscribe, type SubscriptionSettings, subscriptionQuery, type Topic, topicQuery } from './sns.ts'

const protocols = ['lambda', 'sqs', 'https', 'http', 'email', 'email-json', 'sms'] as const
type Protocol = (typeof protocols)[number]

/** Protocols that hand on the message as it is, where somebody asks for that. */
const raw: readonly Protocol[] = ['sqs', 'http', 'https']

const examples: Record<Protocol, string> = {
  lambda: 'arn:aws:lambda:us-east-1:000000000000:function:…',
  sqs: 'arn:aws:sqs:us-east-1:000000000000:…',
  https: 'https://example.com/…',
  http: 'http://example.com/…',
  email: 'ana@example.com',
  'email-json': 'ana@example.com',
  sms: '+55 11 99999-0000',
}

const everything: SubscriptionSettings = { filterPolicy: '', filterScope: 'MessageAttributes', isRaw: false, deadLetterQueue: '' }

type Known = { arn: string; protocol: string; endpoint: string }
type SubscriptionFormProps = { topic: Topic; known: Known | null; onClose: () => void }

/** Subscribes somebody, or changes what a subscriber gets. */
export function SubscriptionForm({ topic, known, onClose }: SubscriptionFormProps) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const form = useId()
  const before = useQuery({ ...subscriptionQuery(known?.arn ?? ''), enabled: known !== null }).data ?? everything
  const [protocol, setProtocol] = useState<Protocol>(protocols.find((one) => one === known?.protocol) ?? 'lambda')
  const [endpoint, setEndpoint] = useState(known?.endpoint ?? '')
  const [settings, setSettings] = useState(before)
  const functions = useQuery({
    queryKey: ['function-arns'],
    queryFn: async () => (await awsRest<{ Functions: { FunctionArn: string }[] }>('GET', '/2015-03-31/functions')).Functions.map((one) => one.FunctionArn),
    enabled: known === null && protocol === 'lambda',
  }).data
  const saving = useMutation({
    mutationFn: async () => {
      if (!known) return subscribe(topic.arn, protocol, protocol === 'sms' ? endpoint.replace(/[\s()-]/g, '') : endpoint.trim(), settings)
      await changeSubscription(known.arn, before, settings)
      return known.arn
    },
    onSuccess: async (arn) => {
      await queries.invalidateQueries({ queryKey: topicQuery(topic.arn).queryKey })
      if (known) await queries.invalidateQueries({ queryKey: subscriptionQuery(known.arn).queryKey })
      toasts.done(arn === null ? t('topics-asked', { endpoint }) : known ? t('topics-changed') : t('topics-subscribed', { endpoint }))
      onClose()
    },
  })
  const save = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const change = (members: Partial<SubscriptionSettings>) => setSettings({ ...settings, ...members })
  const words = saving.error?.message ?? ''
  const isOfFilter = /FilterPolicy|filter policy/i.test(words)
  const isOfEndpoint = !isOfFilter && /Endpoint|address|phone|url/i.test(words)
  return (
    <Dialog
      title={known ? t('topics-change', { endpoint: known.endpoint }) : t('topics-subscribe')}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} kind="primary" busy={saving.isPending}>{known ? t('save') : t('topics-subscribe')}</Button>
        </>
      }
    >
      <form id={form} onSubmit={save} className="grid gap-4">
        <div className="grid items-start gap-3 sm:grid-cols-[9rem_minmax(0,1fr)]">
          <Select label={t('topics-protocol')} value={protocol} disabled={known !== null} onChange={(event) => setProtocol(protocols.find((one) => one === event.target.value) ?? 'lambda')}>
            {protocols.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
          <TextField
            label={t('topics-endpoint')}
            error={isOfEndpoint ? `${words}. ${hintOf(protocol, t)}` : null}
            hint={known ? undefined : hintOf(protocol, t)}
            placeholder={examples[protocol]}
            value={endpoint}
            readOnly={known !== null}
            onChange={(event) => setEndpoint(event.target.value)}
            list={protocol === 'lambda' ? `${form}-functions` : undefined}
            required
            spellCheck={false}
            autoComplete="off"
          />
        </div>
        <datalist id={`${form}-functions`}>
          {functions?.map((arn) => (
            <option key={arn} value={arn} />
          ))}
        </datalist>
        <CodeField
          label={t('topics-filter')}
          language="json"
          value={settings.filterPolicy}
          onChange={(filterPolicy) => change({ filterPolicy })}
          className="h-32"
          error={isOfFilter ? words : null}
          hint={t('topics-filter-hint')}
        />
        {settings.filterPolicy.trim() ? (
          <Segments
            label={t('topics-filter-scope')}
            value={settings.filterScope}
            onChange={(filterScope) => change({ filterScope })}
            choices={[
              { value: 'MessageAttributes', label: t('topics-filter-attributes') },
              { value: 'MessageBody', label: t('topics-filter-body') },
            ]}
          />
        ) : null}
        {raw.includes(protocol) ? <Switch label={t('topics-raw')} detail={t('topics-raw-detail')} checked={settings.isRaw} onChange={(event) => change({ isRaw: event.target.checked })} /> : null}
        <TextField label={t('topics-dead-letters')} hint={t('topics-dead-letters-hint')} placeholder={examples.sqs} value={settings.deadLetterQueue} onChange={(event) => change({ deadLetterQueue: event.target.value })} spellCheck={false} autoComplete="off" />
        {saving.error && !isOfFilter && !isOfEndpoint ? <Failure error={saving.error} /> : null}
      </form>
    </Dialog>
  )
}

function hintOf(protocol: Protocol, t: (id: string) => string): string {
  if (protocol === 'email' || protocol === 'email-json') return t('topics-hint-email')
  if (protocol === 'http' || protocol === 'https') return t('topics-hint-http')
  return protocol === 'sms' ? t('topics-hint-sms') : t('topics-hint-arn')
}
