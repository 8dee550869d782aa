import { useQuery } from '@tanstack/react-query'
import { Download, MessageSquareHeart, ThumbsDown, ThumbsUp } from 'lucide-react'

import { useStore } from '../api/store.ts'
import { formatMoment } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Segments, Select } from '../ui/field.tsx'
import { Empty, Failure, Skeleton } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { addresses, type FeedbackFilter, feedbackQuery, type Judged } from './desk.ts'
import { intentName, reasonName } from './names.ts'

const reasons = ['solved', 'wrong', 'not_understood', 'unhelpful', 'slow', 'tone']

type FeedbackListProps = { filter: FeedbackFilter; onFilter: (filter: FeedbackFilter) => void }

/** What customers think of answers, newest first; as a table for whoever wants to count. */
export function FeedbackList({ filter, onFilter }: FeedbackListProps) {
  const t = useTexts()
  const feedback = useQuery(feedbackQuery(filter))
  const { thumb, reason } = filter
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <Segments
          label={t('conversations-thumb')}
          value={thumb ?? 'all'}
          onChange={(value) => onFilter({ ...(value === 'all' ? {} : { thumb: value }), ...(reason ? { reason } : {}) })}
          choices={[
            { value: 'all', label: t('conversations-thumb-all') },
            { value: 'up', label: t('conversations-thumb-up'), icon: <ThumbsUp aria-hidden size={14} /> },
            { value: 'down', label: t('conversations-thumb-down'), icon: <ThumbsDown aria-hidden size={14} /> },
          ]}
        />
        <Select
          label={t('conversations-reason')}
          hiddenLabel
          value={reason ?? ''}
          onChange={(event) => onFilter({ ...(thumb ? { thumb } : {}), ...(event.target.value ? { reason: event.target.value } : {}) })}
          className="min-w-52"
        >
          <option value="">{t('conversations-reason-all')}</option>
          {reasons.map((one) => (
            <option key={one} value={one}>{reasonName(one, t)}</option>
          ))}
        </Select>
        <ButtonLink href={addresses.feedbackTable(filter)} download icon={<Download aria-hidden size={16} />} className="ml-auto">
          {t('conversations-export')}
        </ButtonLink>
      </div>
      {feedback.isError ? <Failure error={feedback.error} onRetry={() => void feedback.refetch()} /> : null}
      {feedback.isPending ? <Skeleton className="h-64" /> : null}
      {feedback.data ? <Judgements all={feedback.data} isFiltered={Boolean(thumb ?? reason)} /> : null}
    </div>
  )
}

function Judgements({ all, isFiltered }: { all: readonly Judged[]; isFiltered: boolean }) {
  const t = useTexts()
  const zone = useStore().data?.time_zone ?? undefined
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-card shadow-low">
      {all.length === 0 ? (
        <Empty icon={<MessageSquareHeart size={26} />} title={isFiltered ? t('conversations-feedback-none-such') : t('conversations-feedback-none')}>
          {t('conversations-feedback-none-detail')}
        </Empty>
      ) : (
        <Table label={t('conversations-tab-feedback')}>
          <thead>
            <tr>
              <Th>{t('conversations-when')}</Th>
              <Th>{t('conversations-thumb')}</Th>
              <Th>{t('conversations-reason')}</Th>
              <Th>{t('conversations-about')}</Th>
              <Th>{t('conversations-comment')}</Th>
            </tr>
          </thead>
          <tbody>
            {all.map((one) => (
              <tr key={`${one.conversation} ${one.entry}`}>
                <Td className="tabular whitespace-nowrap">
                  <time dateTime={one.at}>{formatMoment(one.at, zone)}</time>
                </Td>
                <Td>
                  {one.thumb === 'up' ? (
                    <Badge tone="good" icon={<ThumbsUp aria-hidden size={12} />}>{t('conversations-thumb-up')}</Badge>
                  ) : (
                    <Badge tone="bad" icon={<ThumbsDown aria-hidden size={12} />}>{t('conversations-thumb-down')}</Badge>
                  )}
                </Td>
                <Td>{one.reason ? reasonName(one.reason, t) : <span className="text-soft">—</span>}</Td>
                <Td>{one.intent ? intentName(one.intent, t) : <span className="text-soft">—</span>}</Td>
                <Td className="max-w-xl break-words">{one.comment ?? <span className="text-soft">—</span>}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  )
}
