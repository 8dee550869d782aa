import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Megaphone, Plus, Search } from 'lucide-react'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox, TextField } from '../ui/field.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { textLink } from '../ui/text_link.ts'
import { useToasts } from '../ui/toast.tsx'
import { createTopic, topicName, topicQuery, topicsQuery } from './sns.ts'

export default function TopicsPage() {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const query = search.q ?? ''
  const topics = useQuery(topicsQuery)
  const shown = topics.data?.filter((arn) => topicName(arn).toLowerCase().includes(query.toLowerCase())) ?? []
  const create = <Button kind="primary" icon={<Plus aria-hidden size={18} />} onClick={() => change({ create: '1' })}>{t('topics-create')}</Button>
  return (
    <>
      <PageHeader title={t('topics-title')} detail={topics.data ? t('topics-count', { n: topics.data.length }) : t('topics-detail')} actions={create} />
      <TextField
        hiddenLabel
        label={t('topics-search')}
        placeholder={t('topics-search')}
        type="search"
        before={<Search size={17} />}
        className="w-full pb-4 sm:w-80"
        value={query}
        onChange={(event) => change({ q: event.target.value })}
      />
      <Card>
        {topics.isError ? <Failure error={topics.error} onRetry={() => void topics.refetch()} className="m-4" /> : null}
        {topics.isPending ? (
          <Loading>
            <div className="grid gap-3 p-5">
              {Array.from({ length: 3 }, (_, index) => (
                <Skeleton key={index} className="h-7" />
              ))}
            </div>
          </Loading>
        ) : null}
        {topics.data && shown.length === 0 ? (
          query ? (
            <Empty icon={<Search />} title={t('topics-none-found', { query })} action={<Button onClick={() => change({ q: undefined })}>{t('topics-show-all')}</Button>} />
          ) : (
            <Empty icon={<Megaphone />} title={t('topics-none')} action={create}>{t('topics-none-detail')}</Empty>
          )
        ) : null}
        {shown.length > 0 ? (
          <Table label={t('topics-title')}>
            <thead>
              <tr>
                <Th>{t('topics-name')}</Th>
                <Th className="text-right">{t('topics-subscriptions')}</Th>
                <Th className="text-right">{t('topics-pending')}</Th>
              </tr>
            </thead>
            <tbody>
              {shown.map((arn) => (
                <TopicRow key={arn} arn={arn} />
              ))}
            </tbody>
          </Table>
        ) : null}
      </Card>
      {search.create ? <CreateTopic onClose={() => change({ create: undefined })} /> : null}
    </>
  )
}

function TopicRow({ arn }: { arn: string }) {
  const topic = useQuery(topicQuery(arn)).data
  return (
    <tr className="transition-colors last:*:border-b-0 hover:bg-ink/3">
      <Td>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link to={paths.topics(arn)} className={textLink}>{topicName(arn)}</Link>
          {topic?.isFifo ? <Badge tone="active">FIFO</Badge> : null}
          {topic?.displayName ? <span className="text-soft">{topic.displayName}</span> : null}
        </div>
      </Td>
      <Td className="tabular text-right">{topic ? formatNumber(topic.confirmed) : '—'}</Td>
      <Td className="tabular text-right">{topic && topic.pending > 0 ? <Badge tone="warning">{formatNumber(topic.pending)}</Badge> : (topic?.pending ?? '—')}</Td>
    </tr>
  )
}

function CreateTopic({ onClose }: { onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const form = useId()
  const [name, setName] = useState('')
  const [isFifo, setFifo] = useState(false)
  const making = useMutation({
    mutationFn: () => createTopic(isFifo && !name.endsWith('.fifo') ? `${name}.fifo` : name, isFifo),
    onSuccess: async (arn) => {
      await queries.invalidateQueries({ queryKey: topicsQuery.queryKey, exact: true })
      toasts.done(t('topics-created', { name: topicName(arn) }))
      void navigate({ to: paths.topics(arn) })
    },
  })
  const make = (event: FormEvent) => {
    event.preventDefault()
    making.mutate()
  }
  return (
    <Dialog title={t('topics-create')} shape="center" onClose={onClose} actions={<Button type="submit" form={form} kind="primary" busy={making.isPending}>{t('topics-create')}</Button>}>
      <form id={form} onSubmit={make} className="grid gap-4">
        <TextField
          label={t('topics-name')}
          hint={isFifo ? t('topics-name-fifo') : t('topics-name-hint')}
          error={making.error?.message}
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={256}
          spellCheck={false}
          autoComplete="off"
          data-first-focus
        />
        <Checkbox label="FIFO" detail={t('topics-fifo-detail')} checked={isFifo} onChange={(event) => setFifo(event.target.checked)} />
      </form>
    </Dialog>
  )
}
