import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useState } from 'react'

import { formatBytes, formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { documentQuery } from './knowledge_query.ts'
import { contains, marked } from './marked.ts'

/** A document as the assistant has it: passage by passage. */
export function DocumentDrawer({ base, document, onClose }: { base: string; document: string; onClose: () => void }) {
  const t = useTexts()
  const [search, setSearch] = useState('')
  const read = useQuery(documentQuery(base, document))
  const shown = read.data?.passages.filter((passage) => contains(`${passage.heading ?? ''} ${passage.text}`, search)) ?? []
  return (
    <Dialog title={document} shape="drawer" size="medium" onClose={onClose}>
      <TextField
        hiddenLabel
        label={t('knowledge-search-passages')}
        placeholder={t('knowledge-search-passages')}
        type="search"
        before={<Search size={17} />}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <p aria-live="polite" className="pt-2 pb-4 text-sm text-soft">
        {read.data ? `${t('knowledge-passages-shown', { shown: formatNumber(shown.length), n: read.data.passages.length })} · ${formatBytes(read.data.bytes)}` : null}
      </p>
      {read.isError ? <Failure error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? (
        <Loading>
          <div className="grid gap-3">
            {Array.from({ length: 5 }, (_, index) => (
              <Skeleton key={index} className="h-20" />
            ))}
          </div>
        </Loading>
      ) : null}
      {read.data && shown.length === 0 ? (
        <Empty icon={<Search />} title={t('knowledge-no-passage', { search })} action={<Button onClick={() => setSearch('')}>{t('knowledge-show-all')}</Button>} />
      ) : null}
      <ol className="grid gap-3">
        {shown.map((passage) => (
          <li key={passage.id} className="rounded-md border border-line p-4">
            {passage.heading ? (
              <h3 className="pb-1 text-sm text-soft">
                <Marked text={passage.heading} search={search} />
              </h3>
            ) : null}
            <p className="break-words whitespace-pre-line">
              <Marked text={passage.text} search={search} />
            </p>
          </li>
        ))}
      </ol>
    </Dialog>
  )
}

function Marked({ text, search }: { text: string; search: string }) {
  return marked(text, search).map((piece, index) =>
    piece.isMatch ? (
      <mark key={index} className="rounded-xs bg-sun-wash text-sun">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  )
}
