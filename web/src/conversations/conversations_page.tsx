import { useNavigate, useParams, useSearch } from '@tanstack/react-router'

import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { PageHeader } from '../ui/page.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Desk } from './desk_view.tsx'
import { FeedbackList } from './feedback_list.tsx'
import { type FeedbackFilter } from './desk.ts'

const tabs = ['desk', 'feedback'] as const
type Tab = (typeof tabs)[number]

/** Who wants a person, and what customers think of the assistant's answers. */
export default function ConversationsPage() {
  const t = useTexts()
  const navigate = useNavigate()
  const { conversation } = useParams({ strict: false })
  const search = useSearch({ strict: false })
  const tab: Tab = tabs.find((one) => one === search.tab) ?? 'desk'
  const filter: FeedbackFilter = { ...(search.thumb ? { thumb: search.thumb } : {}), ...(search.reason ? { reason: search.reason } : {}) }
  const go = (next: Record<string, string>) => void navigate({ to: paths.conversations(), search: next })
  return (
    <>
      <PageHeader title={t('conversations-title')} detail={t('conversations-detail')} />
      <Tabs
        label={t('conversations-title')}
        value={tab}
        onChange={(next) => go(next === 'desk' ? {} : { tab: next })}
        tabs={[
          { value: 'desk', label: t('conversations-tab-desk') },
          { value: 'feedback', label: t('conversations-tab-feedback') },
        ]}
      >
        <div className="pt-5">
          {tab === 'desk' ? <Desk chosen={conversation ?? null} /> : <FeedbackList filter={filter} onFilter={(next) => go({ tab: 'feedback', ...next })} />}
        </div>
      </Tabs>
    </>
  )
}
