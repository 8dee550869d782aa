import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Search, SquareFunction } from 'lucide-react'

import { type FunctionActivity, functionActivityQuery } from '../api/function_activity.ts'
import { formatAgo, formatBytes, formatDuration, formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Segments, TextField } from '../ui/field.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { textLink } from '../ui/text_link.ts'
import { CreateFunction } from './create_function.tsx'
import { type FunctionConfiguration, functionsQuery, isBuiltIn } from './lambda.ts'
import { runtimeName } from './runtimes.ts'

const kinds = ['all', 'own', 'built-in'] as const
type Kind = (typeof kinds)[number]

export default function FunctionsPage() {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const query = search.q ?? ''
  const kind: Kind = kinds.find((one) => one === search.kind) ?? 'all'
  const functions = useQuery(functionsQuery)
  const activity = useQuery(functionActivityQuery).data
  const all = functions.data ?? []
  const of: Record<Kind, FunctionConfiguration[]> = { all, own: all.filter((one) => !isBuiltIn(one)), 'built-in': all.filter(isBuiltIn) }
  const shown = of[kind].filter((one) => `${one.FunctionName} ${one.Description}`.toLowerCase().includes(query.toLowerCase()))
  const label: Record<Kind, string> = { all: t('functions-all'), own: t('functions-own'), 'built-in': t('functions-built-in') }
  return (
    <>
      <PageHeader
        title={t('functions-title')}
        detail={t('functions-detail')}
        actions={
          <Button kind="primary" icon={<Plus aria-hidden size={18} />} onClick={() => change({ create: '1' })}>
            {t('functions-create')}
          </Button>
        }
      />
      <div className="flex flex-wrap items-center gap-3 pb-4">
        <TextField
          hiddenLabel
          label={t('functions-search')}
          placeholder={t('functions-search')}
          type="search"
          before={<Search size={17} />}
          className="w-full sm:w-80"
          value={query}
          onChange={(event) => change({ q: event.target.value || undefined })}
        />
        <Segments
          label={t('functions-kind')}
          value={kind}
          onChange={(value) => change({ kind: value === 'all' ? undefined : value })}
          choices={kinds.map((value) => ({ value, label: functions.data ? `${label[value]} ${formatNumber(of[value].length)}` : label[value] }))}
        />
      </div>
      <Card>
        {functions.isError ? <Failure error={functions.error} onRetry={() => void functions.refetch()} className="m-4" /> : null}
        {functions.isPending ? <ListSkeleton /> : null}
        {functions.data && shown.length === 0 ? (
          query ? (
            <Empty icon={<Search />} title={t('functions-none-found', { query })} action={<Button onClick={() => change({ q: undefined, kind: undefined })}>{t('functions-show-all')}</Button>} />
          ) : (
            <Empty
              icon={<SquareFunction />}
              title={t('functions-none')}
              action={<Button icon={<Plus aria-hidden size={18} />} onClick={() => change({ create: '1' })}>{t('functions-create')}</Button>}
            >
              {t('functions-none-detail')}
            </Empty>
          )
        ) : null}
        {shown.length > 0 ? <FunctionTable functions={shown} activity={activity} /> : null}
      </Card>
      {search.create === undefined ? null : <CreateFunction name={search.create === '1' ? '' : search.create} onClose={() => change({ create: undefined })} />}
    </>
  )
}

function FunctionTable({ functions, activity }: { functions: FunctionConfiguration[]; activity: readonly FunctionActivity[] | undefined }) {
  const t = useTexts()
  return (
    <Table label={t('functions-title')}>
      <thead>
        <tr>
          <Th>{t('functions-name')}</Th>
          <Th className="max-sm:hidden">{t('functions-runtime')}</Th>
          <Th className="text-right max-lg:hidden">{t('functions-memory')}</Th>
          <Th className="text-right max-lg:hidden">{t('functions-timeout')}</Th>
          <Th className="text-right">{t('functions-invocations')}</Th>
          <Th className="text-right">{t('functions-errors')}</Th>
          <Th className="text-right max-sm:hidden">{t('functions-p95')}</Th>
          <Th className="max-sm:hidden">{t('functions-pool')}</Th>
          <Th className="max-lg:hidden">{t('functions-modified')}</Th>
        </tr>
      </thead>
      <tbody className="tabular">
        {functions.map((one) => (
          <FunctionRow key={one.FunctionArn} one={one} activity={activity?.find(({ name }) => name === one.FunctionName)} />
        ))}
      </tbody>
    </Table>
  )
}

function FunctionRow({ one, activity }: { one: FunctionConfiguration; activity: FunctionActivity | undefined }) {
  const t = useTexts()
  const builtIn = isBuiltIn(one)
  const runtime = builtIn ? <Badge tone="special">{t('functions-of-server')}</Badge> : <Badge>{runtimeName(one.Runtime)}</Badge>
  return (
    <tr className="transition-colors last:*:border-b-0 hover:bg-ink/3">
      <Td>
        <Link to={paths.functions(one.FunctionName)} className={`${textLink} max-sm:break-all`}>{one.FunctionName}</Link>
        <div className="pt-1 sm:hidden">{runtime}</div>
        {one.Description && !builtIn ? <div className="max-w-md truncate text-xs text-soft max-sm:hidden">{one.Description}</div> : null}
      </Td>
      <Td className="max-sm:hidden">{runtime}</Td>
      <Td className="text-right whitespace-nowrap max-lg:hidden">{builtIn ? '—' : formatBytes(one.MemorySize * 1024 * 1024)}</Td>
      <Td className="text-right whitespace-nowrap max-lg:hidden">{formatDuration(one.Timeout * 1_000)}</Td>
      <Td className="text-right">{activity ? formatNumber(activity.invocations) : '—'}</Td>
      <Td className={activity && activity.errors > 0 ? 'text-right font-semibold text-chili' : 'text-right'}>{activity ? formatNumber(activity.errors) : '—'}</Td>
      <Td className="text-right whitespace-nowrap max-sm:hidden">{activity?.p95_ms == null ? '—' : formatDuration(activity.p95_ms)}</Td>
      <Td className="whitespace-nowrap max-sm:hidden">{activity && !builtIn ? <Pool pool={activity.pool} /> : activity ? t('functions-running', { n: activity.pool.running }) : '—'}</Td>
      <Td className="whitespace-nowrap text-soft max-lg:hidden">{builtIn ? '—' : formatAgo(one.LastModified)}</Td>
    </tr>
  )
}

function Pool({ pool }: { pool: FunctionActivity['pool'] }) {
  const t = useTexts()
  return <span>{t('functions-pool-now', { running: pool.running, idle: pool.idle })}</span>
}

function ListSkeleton() {
  return (
    <Loading>
      <div className="grid gap-3 p-5">
        {Array.from({ length: 8 }, (_, index) => (
          <Skeleton key={index} className="h-7" />
        ))}
      </div>
    </Loading>
  )
}
