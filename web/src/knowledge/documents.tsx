import { FileText, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { formatBytes, formatMoment, formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { Empty } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { textLink } from '../ui/text_link.ts'
import { DropZone } from './drop_zone.tsx'
import type { Document, KnowledgeBase } from './knowledge_query.ts'
import { RemoveDocument } from './remove_document.tsx'

export function Documents({ base, onOpen }: { base: KnowledgeBase; onOpen: (document: string) => void }) {
  const t = useTexts()
  const [removed, setRemoved] = useState<Document | null>(null)
  return (
    <Panel title={t('knowledge-documents-title')} flush>
      <div className="px-5 pb-4">
        <DropZone base={base} />
      </div>
      {base.documents.length === 0 ? (
        <Empty icon={<FileText />} title={t('knowledge-no-documents')}>
          {t('knowledge-no-documents-detail')}
        </Empty>
      ) : (
        <Table label={t('knowledge-documents-title')}>
          <thead>
            <tr>
              <Th>{t('knowledge-document')}</Th>
              <Th className="max-sm:hidden">{t('knowledge-kind')}</Th>
              <Th className="text-right">{t('knowledge-passages-title')}</Th>
              <Th className="text-right max-sm:hidden">{t('knowledge-size')}</Th>
              <Th className="max-sm:hidden">{t('knowledge-updated')}</Th>
              <Th>
                <span className="sr-only">{t('knowledge-remove')}</span>
              </Th>
            </tr>
          </thead>
          <tbody className="tabular">
            {base.documents.map((document) => (
              <tr key={document.id} className="transition-colors last:*:border-b-0 hover:bg-ink/3">
                <Td>
                  <button type="button" onClick={() => onOpen(document.id)} className={`${textLink} text-left break-all`}>
                    {document.name}
                  </button>
                </Td>
                <Td className="max-sm:hidden">
                  <Badge>{document.kind}</Badge>
                </Td>
                <Td className="text-right">{formatNumber(document.passages)}</Td>
                <Td className="text-right whitespace-nowrap max-sm:hidden">{formatBytes(document.bytes)}</Td>
                <Td className="whitespace-nowrap text-soft max-sm:hidden">{document.updated_at ? formatMoment(document.updated_at) : t('knowledge-in-memory')}</Td>
                <Td className="py-1.5 pr-3 pl-0 text-right">
                  <IconButton label={t('knowledge-remove-document', { name: document.name })} size="small" onClick={() => setRemoved(document)}>
                    <Trash2 aria-hidden size={16} />
                  </IconButton>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {removed ? <RemoveDocument base={base.id} document={removed} onClose={() => setRemoved(null)} /> : null}
    </Panel>
  )
}
