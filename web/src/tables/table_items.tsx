import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, Database, Plus } from 'lucide-react'
import { useState } from 'react'

import { awsJson } from '../api/aws.ts'
import { formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Card, Panel } from '../ui/card.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import type { Item } from './attribute_value.ts'
import { browseOf, type Browse, requestOf, searchOf } from './browse.ts'
import { BrowseForm } from './browse_form.tsx'
import type { Page, Table } from './dynamodb.ts'
import { ItemDrawer } from './item_drawer.tsx'
import { ItemsTable } from './items_table.tsx'

/** Items of a table: all of them, or those of a key. */
export function TableItems({ table }: { table: Table }) {
  const [search, change] = useSearchMembers()
  const browse = browseOf(search)
  const address = JSON.stringify(browse)
  return (
    <div className="grid gap-5">
      <Card className="p-5">
        <BrowseForm key={address} table={table} browse={browse} onRun={(next) => change(searchOf(next))} />
      </Card>
      <Pages key={`pages ${address}`} table={table} browse={browse} />
    </div>
  )
}

function Pages({ table, browse }: { table: Table; browse: Browse }) {
  const t = useTexts()
  /** Where each page that was seen begins; the first begins at the beginning. */
  const [starts, setStarts] = useState<(Item | undefined)[]>([undefined])
  const [open, setOpen] = useState<Item | 'new' | null>(null)
  const from = starts.at(-1)
  const isAsked = browse.mode === 'scan' || browse.partition !== ''
  const page = useQuery({
    queryKey: ['tables', table.TableName, 'items', browse, from],
    queryFn: () => {
      const { operation, request } = requestOf(table, browse, from)
      return awsJson<Page>('dynamodb', operation, request)
    },
    enabled: isAsked,
    placeholderData: keepPreviousData,
  })
  const items = page.data?.Items ?? []
  const next = page.data?.LastEvaluatedKey
  return (
    <>
      <Panel
        flush
        title={t('tables-tab-items')}
        detail={page.data ? t('tables-page-detail', { page: formatNumber(starts.length), n: formatNumber(items.length), scanned: formatNumber(page.data.ScannedCount) }) : null}
        actions={
          <>
            <Button size="small" disabled={starts.length === 1} icon={<ChevronLeft aria-hidden size={16} />} onClick={() => setStarts(starts.slice(0, -1))}>{t('tables-previous')}</Button>
            <Button size="small" disabled={!next} busy={page.isPlaceholderData} icon={<ChevronRight aria-hidden size={16} />} onClick={() => setStarts([...starts, next])}>{t('tables-next')}</Button>
            <Button size="small" icon={<Plus aria-hidden size={16} />} onClick={() => setOpen('new')}>{t('tables-new-item')}</Button>
          </>
        }
      >
        {page.isError ? <Failure error={page.error} onRetry={() => void page.refetch()} className="m-5" /> : null}
        {page.isLoading ? (
          <Loading>
            <Skeleton className="m-5 h-64" />
          </Loading>
        ) : null}
        {isAsked ? null : <Empty icon={<Database />} title={t('tables-say-key')} />}
        {page.data && items.length === 0 ? (
          next ? (
            <Empty icon={<Database />} title={t('tables-none-on-page')} action={<Button onClick={() => setStarts([...starts, next])}>{t('tables-look-on')}</Button>}>{t('tables-none-on-page-detail')}</Empty>
          ) : (
            <Empty icon={<Database />} title={browse.mode === 'query' || browse.filters.length > 0 ? t('tables-nothing-found') : t('tables-empty')} />
          )
        ) : null}
        {items.length > 0 ? <ItemsTable table={table} index={browse.index} items={items} onOpen={setOpen} /> : null}
      </Panel>
      {open ? <ItemDrawer table={table} item={open === 'new' ? null : open} isWhole={browse.index === ''} onClose={() => setOpen(null)} /> : null}
    </>
  )
}
