import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Copy, EllipsisVertical, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { ConfirmByName } from '../ui/confirm_by_name.tsx'
import { Menu } from '../ui/menu.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Failure, Loading, Skeleton } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { textLink } from '../ui/text_link.ts'
import { useToasts } from '../ui/toast.tsx'
import { PublishMessage } from './publish_message.tsx'
import { deleteTopic, type Topic, topicName, topicQuery, topicsQuery } from './sns.ts'
import { Subscriptions } from './subscriptions.tsx'
import { TopicSettings } from './topic_settings.tsx'

const tabs = ['subscriptions', 'publish', 'settings'] as const
type TopicTab = (typeof tabs)[number]

export default function TopicPage() {
  const t = useTexts()
  const { arn } = useParams({ from: '/console/topics/$arn' })
  const topic = useQuery(topicQuery(arn))
  if (topic.data) return <TopicView topic={topic.data} />
  return (
    <>
      <PageHeader above={<Link to={paths.topics()} className={textLink}>{t('topics-title')}</Link>} title={topicName(arn)} />
      {topic.isError ? (
        <Failure error={topic.error} onRetry={() => void topic.refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-80" />
        </Loading>
      )}
    </>
  )
}

function TopicView({ topic }: { topic: Topic }) {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const [isDeleting, setDeleting] = useState(false)
  const tab: TopicTab = tabs.find((one) => one === search.tab) ?? 'subscriptions'
  const label: Record<TopicTab, string> = { subscriptions: t('topics-subscriptions'), publish: t('topics-publish'), settings: t('topics-settings') }
  return (
    <>
      <PageHeader
        above={<Link to={paths.topics()} className={textLink}>{t('topics-title')}</Link>}
        title={topicName(topic.arn)}
        detail={
          <div className="flex flex-wrap items-center gap-2 text-sm">
            {topic.isFifo ? <Badge tone="active">FIFO</Badge> : null}
            {topic.pending > 0 ? <Badge tone="warning">{t('topics-pending-n', { n: topic.pending })}</Badge> : null}
            <span>{t('topics-subscribers-n', { n: topic.confirmed })}</span>
          </div>
        }
        actions={
          <Menu
            label={t('more')}
            kind="secondary"
            className="w-10 px-0!"
            items={[
              { label: t('topics-copy-arn'), icon: <Copy aria-hidden size={16} />, onChoose: () => void navigator.clipboard.writeText(topic.arn) },
              { label: t('topics-delete'), icon: <Trash2 aria-hidden size={16} />, danger: true, onChoose: () => setDeleting(true) },
            ]}
          >
            <EllipsisVertical aria-hidden size={18} />
          </Menu>
        }
      />
      <Tabs
        label={topicName(topic.arn)}
        tabs={tabs.map((value) => ({ value, label: label[value], count: value === 'subscriptions' ? topic.confirmed + topic.pending : null }))}
        value={tab}
        onChange={(value) => change({ tab: value })}
      >
        <div className="pt-5">
          {tab === 'subscriptions' ? <Subscriptions topic={topic} /> : null}
          {tab === 'publish' ? <PublishMessage topic={topic} /> : null}
          {tab === 'settings' ? <TopicSettings topic={topic} /> : null}
        </div>
      </Tabs>
      {isDeleting ? <DeleteTopic topic={topic} onClose={() => setDeleting(false)} /> : null}
    </>
  )
}

function DeleteTopic({ topic, onClose }: { topic: Topic; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const name = topicName(topic.arn)
  const deleting = useMutation({
    mutationFn: () => deleteTopic(topic.arn),
    onSuccess: async () => {
      toasts.done(t('topics-deleted', { name }))
      await navigate({ to: paths.topics() })
      queries.removeQueries({ queryKey: topicQuery(topic.arn).queryKey })
      await queries.invalidateQueries({ queryKey: topicsQuery.queryKey, exact: true })
    },
  })
  return (
    <ConfirmByName title={t('topics-delete')} name={name} action={t('topics-delete')} busy={deleting.isPending} error={deleting.error} onConfirm={() => deleting.mutate()} onClose={onClose}>
      {t('topics-delete-why', { n: topic.confirmed + topic.pending })}
    </ConfirmByName>
  )
}
