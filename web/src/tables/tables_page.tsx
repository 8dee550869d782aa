import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Database, Search, Store } from 'lucide-react'

import { formatBytes, formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { TextField } from '../ui/field.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { textLink } from '../ui/text_link.ts'
import { indexesOf, isOfShop, keysOf, tableNamesQuery, tableQuery } from './dynamodb.ts'

export default function TablesPage() {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const query = search.q ?? ''
  const names = useQuery(tableNamesQuery)
  const shown = names.data?.filter((name) => name.toLowerCase().includes(query.toLowerCase())) ?? []
  return (
    <>
      <PageHeader title={t('tables-title')} detail={names.data ? t('tables-count', { n: names.data.length }) : t('tables-detail')} />
      <TextField
        hiddenLabel
        label={t('tables-search')}
        placeholder={t('tables-search')}
        type="search"
        before={<Search size={17} />}
        className="w-full pb-4 sm:w-80"
        value={query}
        onChange={(event) => change({ q: event.target.value })}
      />
      <Card>
        {names.isError ? <Failure error={names.error} onRetry={() => void names.refetch()} className="m-4" /> : null}
        {names.isPending ? (
          <Loading>
            <div className="grid gap-3 p-5">
              {Array.from({ length: 4 }, (_, index) => (
                <Skeleton key={index} className="h-7" />
              ))}
            </div>
          </Loading>
        ) : null}
        {names.data && shown.length === 0 ? (
          query ? (
            <Empty icon={<Search />} title={t('tables-none-found', { query })} action={<Button onClick={() => change({ q: undefined })}>{t('tables-show-all')}</Button>} />
          ) : (
            <Empty icon={<Database />} title={t('tables-none')}>{t('tables-none-detail')}</Empty>
          )
        ) : null}
        {shown.length > 0 ? (
          <Table label={t('tables-title')}>
            <thead>
              <tr>
                <Th>{t('tables-name')}</Th>
                <Th className="max-sm:hidden">{t('tables-key')}</Th>
                <Th className="text-right max-md:hidden">{t('tables-indexes')}</Th>
                <Th className="text-right">{t('tables-items')}</Th>
                <Th className="text-right max-sm:hidden">{t('tables-size')}</Th>
              </tr>
            </thead>
            <tbody>
              {shown.map((name) => (
                <TableRow key={name} name={name} />
              ))}
            </tbody>
          </Table>
        ) : null}
      </Card>
    </>
  )
}

function TableRow({ name }: { name: string }) {
  const t = useTexts()
  const table = useQuery(tableQuery(name)).data
  const keys = table && keysOf(table)
  return (
    <tr className="transition-colors last:*:border-b-0 hover:bg-ink/3">
      <Td>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link to={paths.tables(name)} className={textLink}>{name}</Link>
          {isOfShop(name) ? <Badge tone="brand" icon={<Store aria-hidden size={12} />}>{t('tables-of-shop')}</Badge> : null}
        </div>
      </Td>
      <Td className="font-mono text-xs text-soft max-sm:hidden">{keys ? [keys.partition.name, keys.sort?.name].filter(Boolean).join(' + ') : '—'}</Td>
      <Td className="tabular text-right max-md:hidden">{table ? formatNumber(indexesOf(table).length) : '—'}</Td>
      <Td className="tabular text-right">{table ? formatNumber(table.ItemCount) : '—'}</Td>
      <Td className="tabular text-right whitespace-nowrap max-sm:hidden">{table ? formatBytes(table.TableSizeBytes) : '—'}</Td>
    </tr>
  )
}
