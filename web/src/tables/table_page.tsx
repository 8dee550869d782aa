import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Store } from 'lucide-react'

import { formatBytes } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { textLink } from '../ui/text_link.ts'
import { isOfShop, type Table, tableQuery } from './dynamodb.ts'
import { Statement } from './statement.tsx'
import { TableItems } from './table_items.tsx'
import { TableSchema } from './table_schema.tsx'

const tabs = ['items', 'schema', 'statement'] as const
type TableTab = (typeof tabs)[number]

export default function TablePage() {
  const t = useTexts()
  const { name } = useParams({ from: '/console/tables/$name' })
  const table = useQuery(tableQuery(name))
  return (
    <>
      <PageHeader
        above={<Link to={paths.tables()} className={textLink}>{t('tables-title')}</Link>}
        title={name}
        detail={
          table.data ? (
            <div className="flex flex-wrap items-center gap-2 text-sm">
              {isOfShop(name) ? <Badge tone="brand" icon={<Store aria-hidden size={12} />}>{t('tables-of-shop')}</Badge> : null}
              {table.data.TableStatus === 'ACTIVE' ? null : <Badge tone="warning" live>{table.data.TableStatus}</Badge>}
              <span>
                {t('tables-items-n', { n: table.data.ItemCount })}, {formatBytes(table.data.TableSizeBytes)}
              </span>
            </div>
          ) : null
        }
      />
      {table.isError ? <Failure error={table.error} onRetry={() => void table.refetch()} /> : null}
      {table.isPending ? (
        <Loading>
          <Skeleton className="h-96" />
        </Loading>
      ) : null}
      {table.data ? <TableView table={table.data} /> : null}
    </>
  )
}

function TableView({ table }: { table: Table }) {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const tab: TableTab = tabs.find((one) => one === search.tab) ?? 'items'
  const label: Record<TableTab, string> = { items: t('tables-tab-items'), schema: t('tables-tab-schema'), statement: t('tables-tab-statement') }
  return (
    <>
      {isOfShop(table.TableName) ? <Note tone="warning" icon={<Store size={18} />} className="mb-5">{t('tables-of-shop-why')}</Note> : null}
      <Tabs label={table.TableName} tabs={tabs.map((value) => ({ value, label: label[value] }))} value={tab} onChange={(value) => change({ tab: value })}>
        <div className="pt-5">
          {tab === 'items' ? <TableItems table={table} /> : null}
          {tab === 'schema' ? <TableSchema table={table} /> : null}
          {tab === 'statement' ? <Statement table={table} /> : null}
        </div>
      </Tabs>
    </>
  )
}
