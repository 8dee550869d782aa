import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Search, Workflow } from 'lucide-react'

import { type MachineListed, machinesQuery, polledCountsQuery } from '../api/state_machines.ts'
import { formatMoment, formatNumber } from '../format/format.ts'
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

export default function MachinesPage() {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const query = search.q ?? ''
  const machines = useQuery(machinesQuery)
  const shown = machines.data?.filter((one) => one.name.toLowerCase().includes(query.toLowerCase())) ?? []
  return (
    <>
      <PageHeader title={t('machines-title')} detail={machines.data ? t('machines-count', { n: machines.data.length }) : t('machines-detail')} />
      <TextField
        hiddenLabel
        label={t('machines-search')}
        placeholder={t('machines-search')}
        type="search"
        before={<Search size={17} />}
        className="w-full pb-4 sm:w-80"
        value={query}
        onChange={(event) => change({ q: event.target.value })}
      />
      <Card>
        {machines.isError ? <Failure error={machines.error} onRetry={() => void machines.refetch()} className="m-4" /> : null}
        {machines.isPending ? (
          <Loading>
            <div className="grid gap-3 p-5">
              {Array.from({ length: 6 }, (_, index) => (
                <Skeleton key={index} className="h-7" />
              ))}
            </div>
          </Loading>
        ) : null}
        {machines.data && shown.length === 0 ? (
          query ? (
            <Empty icon={<Search />} title={t('machines-none-found', { query })} action={<Button onClick={() => change({ q: undefined })}>{t('machines-show-all')}</Button>} />
          ) : (
            <Empty icon={<Workflow />} title={t('machines-none')}>{t('machines-none-detail')}</Empty>
          )
        ) : null}
        {shown.length > 0 ? (
          <Table label={t('machines-title')}>
            <thead>
              <tr>
                <Th>{t('machines-name')}</Th>
                <Th>{t('machines-type')}</Th>
                <Th className="text-right">{t('machines-running')}</Th>
                <Th className="text-right">{t('machines-failed')}</Th>
                <Th className="max-sm:hidden">{t('machines-created')}</Th>
              </tr>
            </thead>
            <tbody>
              {shown.map((machine) => (
                <MachineRow key={machine.stateMachineArn} machine={machine} />
              ))}
            </tbody>
          </Table>
        ) : null}
      </Card>
    </>
  )
}

function MachineRow({ machine }: { machine: MachineListed }) {
  const t = useTexts()
  const counts = useQuery(polledCountsQuery(machine.name)).data
  const failed = counts && counts.FAILED + counts.TIMED_OUT
  return (
    <tr className="transition-colors last:*:border-b-0 hover:bg-ink/3">
      <Td>
        <Link to={paths.machines(machine.name)} className={textLink}>{machine.name}</Link>
      </Td>
      <Td>
        <Badge tone={machine.type === 'STANDARD' ? 'active' : 'special'}>{machine.type === 'STANDARD' ? t('machines-standard') : t('machines-express')}</Badge>
      </Td>
      <Td className="tabular text-right">
        {counts === undefined ? (
          '—'
        ) : counts.RUNNING === 0 ? (
          0
        ) : (
          <Link to={paths.executions()} search={{ machine: machine.name, status: 'RUNNING' }} className="font-semibold text-river underline-offset-4 hover:underline">{formatNumber(counts.RUNNING)}</Link>
        )}
      </Td>
      <Td className="tabular text-right">
        {failed === undefined ? (
          '—'
        ) : failed === 0 ? (
          0
        ) : (
          <Link to={paths.executions()} search={{ machine: machine.name, status: 'FAILED,TIMED_OUT' }} className="font-semibold text-chili underline-offset-4 hover:underline">{formatNumber(failed)}</Link>
        )}
      </Td>
      <Td className="whitespace-nowrap text-soft max-sm:hidden">{formatMoment(machine.creationDate * 1_000)}</Td>
    </tr>
  )
}
