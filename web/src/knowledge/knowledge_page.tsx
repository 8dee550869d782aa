import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { BookOpenText, ChevronRight } from 'lucide-react'

import { formatBytes, formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { PageHeader } from '../ui/page.tsx'
import { Empty, Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { BaseView } from './base_view.tsx'
import { basesQuery, type KnowledgeBase } from './knowledge_query.ts'

/** What the assistant may answer by: documents, cut into passages. */
export default function KnowledgePage() {
  const t = useTexts()
  const { base: id } = useParams({ strict: false })
  const bases = useQuery(basesQuery)
  const base = bases.data?.find((one) => one.id === id)
  if (base) return <BaseView key={base.id} base={base} />
  return (
    <>
      <PageHeader title={t('knowledge-title')} detail={t('knowledge-detail')} />
      {bases.isError ? <Failure error={bases.error} onRetry={() => void bases.refetch()} /> : null}
      {bases.isPending ? (
        <Loading>
          <div className="grid gap-3 md:grid-cols-2">
            <Skeleton className="h-32" />
            <Skeleton className="h-32" />
          </div>
        </Loading>
      ) : null}
      {bases.data && id !== undefined ? <Note tone="warning" className="mb-4">{t('knowledge-unknown', { base: id })}</Note> : null}
      {bases.data?.length === 0 ? (
        <Card>
          <Empty icon={<BookOpenText />} title={t('knowledge-none')}>
            {t('knowledge-none-detail')}
          </Empty>
        </Card>
      ) : null}
      <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        {bases.data?.map((one) => (
          <li key={one.id}>
            <BaseCard base={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

function BaseCard({ base }: { base: KnowledgeBase }) {
  const t = useTexts()
  const passages = base.documents.reduce((sum, document) => sum + document.passages, 0)
  const bytes = base.documents.reduce((sum, document) => sum + document.bytes, 0)
  return (
    <Link to={paths.knowledge(base.id)} className="flex items-center gap-4 rounded-lg border border-line bg-card p-5 shadow-low transition-colors hover:border-edge hover:bg-raised">
      <span aria-hidden className="grid size-12 shrink-0 place-items-center rounded-md bg-clay-wash text-clay">
        <BookOpenText size={24} />
      </span>
      <span className="grid min-w-0 flex-1 gap-1">
        <span className="truncate text-lg font-bold">{base.name}</span>
        <span className="text-sm text-soft">
          {t('knowledge-documents', { n: base.documents.length, count: formatNumber(base.documents.length) })} · {t('knowledge-passages', { n: passages, count: formatNumber(passages) })} · {formatBytes(bytes)}
        </span>
        <span>
          <Encoder base={base} />
        </span>
      </span>
      <ChevronRight aria-hidden size={20} className="shrink-0 text-soft" />
    </Link>
  )
}

function Encoder({ base }: { base: KnowledgeBase }) {
  const t = useTexts()
  return base.encoder ? <Badge tone="good">{t('knowledge-by-meaning')}</Badge> : <Badge>{t('knowledge-by-words')}</Badge>
}
