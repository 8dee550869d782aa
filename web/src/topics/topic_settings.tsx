import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Save } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'

import { prettyJson } from '../format/json.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Facts, Panel } from '../ui/card.tsx'
import { CodeBlock } from '../ui/code_block.tsx'
import { CodeField } from '../ui/code_field.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { setTopicAttribute, type Topic, topicQuery } from './sns.ts'

export function TopicSettings({ topic }: { topic: Topic }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [displayName, setDisplayName] = useState(topic.displayName)
  const [deliveryPolicy, setDeliveryPolicy] = useState(() => prettyJson(topic.deliveryPolicy))
  const saving = useMutation({
    mutationFn: async () => {
      if (displayName !== topic.displayName) await setTopicAttribute(topic.arn, 'DisplayName', displayName)
      if (deliveryPolicy !== prettyJson(topic.deliveryPolicy)) await setTopicAttribute(topic.arn, 'DeliveryPolicy', deliveryPolicy)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: topicQuery(topic.arn).queryKey })
      toasts.done(t('topics-saved'))
    },
  })
  const save = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const isOfPolicy = /DeliveryPolicy/i.test(saving.error?.message ?? '')
  const isUnchanged = displayName === topic.displayName && deliveryPolicy === prettyJson(topic.deliveryPolicy)
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Panel title={t('topics-settings')}>
        <form onSubmit={save} className="grid gap-4">
          <Facts
            facts={[
              ['ARN', <code key="arn" className="font-mono text-xs break-all">{topic.arn}</code>],
              [t('topics-owner'), topic.owner],
              ...(topic.isFifo ? [[t('topics-by-content'), topic.deduplicatesByContent ? t('topics-yes') : t('topics-no')] as const] : []),
            ]}
          />
          <TextField label={t('topics-display-name')} hint={t('topics-display-name-hint')} value={displayName} onChange={(event) => setDisplayName(event.target.value)} maxLength={100} />
          <CodeField
            label={t('topics-delivery-policy')}
            language="json"
            value={deliveryPolicy}
            onChange={setDeliveryPolicy}
            className="h-56"
            hint={t('topics-delivery-policy-hint')}
            error={isOfPolicy ? saving.error?.message : null}
          />
          {saving.error && !isOfPolicy ? <Failure error={saving.error} /> : null}
          <div>
            <Button type="submit" kind="primary" busy={saving.isPending} disabled={isUnchanged} icon={<Save aria-hidden size={17} />}>{t('save')}</Button>
          </div>
        </form>
      </Panel>
      <Panel title={t('topics-in-effect')} detail={t('topics-in-effect-detail')}>
        <div className="grid gap-5">
          {topic.effectiveDeliveryPolicy ? <CodeBlock label={t('topics-effective')} text={prettyJson(topic.effectiveDeliveryPolicy)} /> : null}
          {topic.policy ? <CodeBlock label={t('topics-access')} text={prettyJson(topic.policy)} /> : null}
        </div>
      </Panel>
    </div>
  )
}
