import { Link } from '@tanstack/react-router'

import { formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { textLink } from '../ui/text_link.ts'
import { DocumentDrawer } from './document_drawer.tsx'
import { Documents } from './documents.tsx'
import type { KnowledgeBase } from './knowledge_query.ts'
import { TryQuestion } from './try_question.tsx'

/** One knowledge base: its documents, and what a question finds in them. */
export function BaseView({ base }: { base: KnowledgeBase }) {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const open = (document: string) => change({ document })
  return (
    <>
      <PageHeader
        above={<Link to={paths.knowledge()} className={textLink}>{t('knowledge-title')}</Link>}
        title={base.name}
        detail={`${t('knowledge-documents', { n: base.documents.length, count: formatNumber(base.documents.length) })} · ${base.encoder ? t('knowledge-by-meaning-detail') : t('knowledge-by-words-detail')}`}
      />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
        <Documents base={base} onOpen={open} />
        <TryQuestion base={base} question={search.ask ?? ''} onAsk={(ask) => change({ ask: ask || undefined })} onOpen={open} />
      </div>
      {search.document ? <DocumentDrawer key={search.document} base={base.id} document={search.document} onClose={() => change({ document: undefined })} /> : null}
    </>
  )
}
