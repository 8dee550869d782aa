import { useMutation } from '@tanstack/react-query'
import { Plus, Send, X } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { Select, TextArea, TextField } from '../ui/field.tsx'
import { Failure, Note } from '../ui/states.tsx'
import { type MessageAttribute, publish, type Topic } from './sns.ts'

const types: readonly MessageAttribute['type'][] = ['String', 'Number', 'String.Array']

/** A message to all who are subscribed. */
export function PublishMessage({ topic }: { topic: Topic }) {
  const t = useTexts()
  const [subject, setSubject] = useState('')
  const [body, setBody] = useState('')
  const [group, setGroup] = useState('')
  const [deduplication, setDeduplication] = useState('')
  const [attributes, setAttributes] = useState<MessageAttribute[]>([])
  const publishing = useMutation({ mutationFn: () => publish(topic.arn, { subject, body, group, deduplication, attributes }) })
  const send = (event: FormEvent) => {
    event.preventDefault()
    publishing.mutate()
  }
  const change = (id: number, members: Partial<MessageAttribute>) => setAttributes(attributes.map((one) => (one.id === id ? { ...one, ...members } : one)))
  const add = () => setAttributes([...attributes, { id: Math.max(-1, ...attributes.map((one) => one.id)) + 1, name: '', type: 'String', value: '' }])
  return (
    <Panel title={t('topics-publish')} detail={t('topics-publish-detail', { n: topic.confirmed })} className="max-w-3xl">
      <form onSubmit={send} className="grid gap-4">
        <TextField label={t('topics-subject')} hint={t('topics-subject-hint')} value={subject} onChange={(event) => setSubject(event.target.value)} maxLength={100} />
        <TextArea label={t('topics-message')} value={body} onChange={(event) => setBody(event.target.value)} rows={7} required />
        {topic.isFifo ? (
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <TextField label={t('topics-group')} hint={t('topics-group-hint')} value={group} onChange={(event) => setGroup(event.target.value)} required spellCheck={false} />
            <TextField label={t('topics-deduplication')} hint={t('topics-deduplication-hint')} value={deduplication} onChange={(event) => setDeduplication(event.target.value)} required={!topic.deduplicatesByContent} spellCheck={false} />
          </div>
        ) : null}
        <fieldset className="grid gap-2">
          <legend className="pb-1 text-sm font-semibold">{t('topics-attributes')}</legend>
          {attributes.map((one) => (
            <div key={one.id} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] gap-2 sm:grid-cols-[minmax(0,2fr)_9rem_minmax(0,3fr)_auto]">
              <TextField hiddenLabel label={t('topics-attribute')} placeholder={t('topics-attribute')} value={one.name} onChange={(event) => change(one.id, { name: event.target.value })} spellCheck={false} autoComplete="off" />
              <Select hiddenLabel label={t('topics-attribute-type')} value={one.type} onChange={(event) => change(one.id, { type: types.find((type) => type === event.target.value) ?? 'String' })}>
                {types.map((type) => (
                  <option key={type}>{type}</option>
                ))}
              </Select>
              <TextField hiddenLabel label={t('topics-attribute-value')} placeholder={t('topics-attribute-value')} value={one.value} onChange={(event) => change(one.id, { value: event.target.value })} spellCheck={false} autoComplete="off" className="max-sm:col-span-2" />
              <IconButton label={t('topics-attribute-drop', { name: one.name })} className="mt-0.5" onClick={() => setAttributes(attributes.filter((other) => other.id !== one.id))}>
                <X aria-hidden size={18} />
              </IconButton>
            </div>
          ))}
          <div>
            <Button size="small" icon={<Plus aria-hidden size={16} />} onClick={add}>{t('topics-attribute-add')}</Button>
          </div>
        </fieldset>
        <div aria-live="polite">
          {publishing.error ? <Failure error={publishing.error} /> : null}
          {publishing.data ? (
            <Note tone="good">
              {t('topics-published')} <code className="font-mono text-xs break-all">{publishing.data}</code>
            </Note>
          ) : null}
        </div>
        <div>
          <Button type="submit" kind="primary" busy={publishing.isPending} icon={<Send aria-hidden size={17} />}>{t('topics-publish')}</Button>
        </div>
      </form>
    </Panel>
  )
}
