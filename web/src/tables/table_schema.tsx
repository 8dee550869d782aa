import { useQuery } from '@tanstack/react-query'

import { formatBytes, formatMoment, formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Facts, Panel } from '../ui/card.tsx'
import { Empty } from '../ui/states.tsx'
import { Table as TableView, Td, Th } from '../ui/table.tsx'
import { indexesOf, type Key, keysOf, type Keys, type Table, timeToLiveQuery } from './dynamodb.ts'

/** How the table finds what is in it, and when it forgets it. */
export function TableSchema({ table }: { table: Table }) {
  const t = useTexts()
  const ttl = useQuery(timeToLiveQuery(table.TableName)).data
  const indexes = indexesOf(table)
  const keys = keysOf(table)
  const stream = table.StreamSpecification
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <Panel title={t('tables-tab-schema')}>
        <Facts
          facts={[
            ['ARN', <code key="arn" className="font-mono text-xs break-all">{table.TableArn}</code>],
            [t('tables-partition-key'), <KeyName key="partition" of={keys.partition} />],
            ...(keys.sort ? [[t('tables-sort-key'), <KeyName key="sort" of={keys.sort} />] as const] : []),
            [t('tables-billing'), table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' ? t('tables-on-demand') : t('tables-provisioned')],
            [
              'TTL',
              ttl?.TimeToLiveStatus === 'ENABLED' ? (
                <span key="ttl">
                  <Badge tone="good">{t('tables-on')}</Badge> <code className="font-mono text-xs">{ttl.AttributeName}</code>
                </span>
              ) : (
                t('tables-off')
              ),
            ],
            [t('tables-stream'), stream?.StreamEnabled ? <code key="stream" className="font-mono text-xs">{stream.StreamViewType}</code> : t('tables-off')],
            [t('tables-protected'), table.DeletionProtectionEnabled ? t('tables-on') : t('tables-off')],
            [t('tables-created'), formatMoment(table.CreationDateTime * 1_000)],
          ]}
        />
      </Panel>
      <Panel title={t('tables-indexes')} flush>
        {indexes.length === 0 ? (
          <Empty title={t('tables-no-indexes')} />
        ) : (
          <TableView label={t('tables-indexes')}>
            <thead>
              <tr>
                <Th>{t('tables-name')}</Th>
                <Th>{t('tables-key')}</Th>
                <Th>{t('tables-projection')}</Th>
                <Th className="text-right">{t('tables-items')}</Th>
                <Th className="text-right">{t('tables-size')}</Th>
              </tr>
            </thead>
            <tbody>
              {indexes.map((index) => (
                <tr key={index.IndexName} className="last:*:border-b-0">
                  <Td className="font-semibold">{index.IndexName}</Td>
                  <Td><KeyNames keys={keysOf(table, index.IndexName)} /></Td>
                  <Td className="text-soft">{index.Projection.ProjectionType}</Td>
                  <Td className="tabular text-right">{index.ItemCount === undefined ? '—' : formatNumber(index.ItemCount)}</Td>
                  <Td className="tabular text-right whitespace-nowrap">{index.IndexSizeBytes === undefined ? '—' : formatBytes(index.IndexSizeBytes)}</Td>
                </tr>
              ))}
            </tbody>
          </TableView>
        )}
      </Panel>
    </div>
  )
}

function KeyName({ of }: { of: Key }) {
  const t = useTexts()
  const type: Record<Key['type'], string> = { S: t('tables-type-text'), N: t('tables-type-number'), B: t('tables-type-binary') }
  return (
    <span>
      <code className="font-mono text-xs">{of.name}</code> <span className="text-soft">{type[of.type]}</span>
    </span>
  )
}

function KeyNames({ keys }: { keys: Keys }) {
  return (
    <span className="grid gap-0.5">
      <KeyName of={keys.partition} />
      {keys.sort ? <KeyName of={keys.sort} /> : null}
    </span>
  )
}
