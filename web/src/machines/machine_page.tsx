import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Copy, EllipsisVertical, ListTree, PencilRuler, Play, Trash2, Workflow } from 'lucide-react'
import { useState } from 'react'

import { deleteMachine, type Machine, machineQuery, machinesQuery, polledCountsQuery } from '../api/state_machines.ts'
import { formatMoment, formatNumber } from '../format/format.ts'
import { paths } from '../paths.ts'
import { StartExecution } from '../starting/start_execution.tsx'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { ConfirmByName } from '../ui/confirm_by_name.tsx'
import { Menu } from '../ui/menu.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading, Skeleton } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { textLink } from '../ui/text_link.ts'
import { useToasts } from '../ui/toast.tsx'
import { MachineDefinition } from './machine_definition.tsx'
import { MachineSettings } from './machine_settings.tsx'
import { MachineVersions } from './machine_versions.tsx'

const tabs = ['definition', 'versions', 'settings'] as const
type MachineTab = (typeof tabs)[number]

export default function MachinePage() {
  const t = useTexts()
  const { name } = useParams({ from: '/console/machines/$name' })
  const machines = useQuery(machinesQuery)
  const arn = machines.data?.find((one) => one.name === name)?.stateMachineArn
  const machine = useQuery({ ...machineQuery(arn ?? ''), enabled: arn !== undefined })
  if (machine.data) return <MachineView machine={machine.data} />
  const failed = machines.isError ? machines : machine.isError ? machine : null
  return (
    <>
      <PageHeader above={<Link to={paths.machines()} className={textLink}>{t('machines-title')}</Link>} title={name} />
      {failed ? <Failure error={failed.error} onRetry={() => void failed.refetch()} /> : null}
      {machines.data && arn === undefined ? <Empty icon={<Workflow />} title={t('machines-not-there', { name })}>{t('machines-not-there-detail')}</Empty> : null}
      {failed === null && (machines.isPending || arn !== undefined) ? (
        <Loading>
          <Skeleton className="h-96" />
        </Loading>
      ) : null}
    </>
  )
}

function MachineView({ machine }: { machine: Machine }) {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const toasts = useToasts()
  const navigate = useNavigate()
  const [isDeleting, setDeleting] = useState(false)
  const counts = useQuery(polledCountsQuery(machine.name)).data
  const tab: MachineTab = tabs.find((one) => one === search.tab) ?? 'definition'
  const followed = (execution: string) => {
    toasts.done(t('machines-started'))
    void navigate({ to: paths.execution(execution) })
  }
  const label: Record<MachineTab, string> = { definition: t('machines-tab-definition'), versions: t('machines-tab-versions'), settings: t('machines-tab-settings') }
  return (
    <>
      <PageHeader
        above={<Link to={paths.machines()} className={textLink}>{t('machines-title')}</Link>}
        title={machine.name}
        detail={
          <div className="flex flex-wrap items-center gap-2 text-sm">
            <Badge tone={machine.type === 'STANDARD' ? 'active' : 'special'}>{machine.type === 'STANDARD' ? t('machines-standard') : t('machines-express')}</Badge>
            {machine.status === 'DELETING' ? <Badge tone="warning" live>{t('machines-deleting')}</Badge> : null}
            {counts && counts.RUNNING > 0 ? <Badge tone="good" live>{t('machines-running-now', { n: formatNumber(counts.RUNNING) })}</Badge> : null}
            <span>{t('machines-created-at', { at: formatMoment(machine.creationDate * 1_000) })}</span>
          </div>
        }
        actions={
          <>
            <Link to={paths.studio(machine.name)} className={buttonClass()}>
              <PencilRuler aria-hidden size={17} />
              {t('machines-studio')}
            </Link>
            <Link to={paths.executions()} search={{ machine: machine.name }} className={buttonClass()}>
              <ListTree aria-hidden size={17} />
              {t('machines-executions')}
            </Link>
            <Button kind="primary" icon={<Play aria-hidden size={17} />} onClick={() => change({ start: '1' })}>
              {t('machines-start')}
            </Button>
            <Menu
              label={t('more')}
              kind="secondary"
              className="w-10 px-0!"
              items={[
                { label: t('machines-copy-arn'), icon: <Copy aria-hidden size={16} />, onChoose: () => void navigator.clipboard.writeText(machine.stateMachineArn) },
                { label: t('machines-delete'), icon: <Trash2 aria-hidden size={16} />, danger: true, disabled: machine.status === 'DELETING', onChoose: () => setDeleting(true) },
              ]}
            >
              <EllipsisVertical aria-hidden size={18} />
            </Menu>
          </>
        }
      />
      <Tabs label={machine.name} tabs={tabs.map((value) => ({ value, label: label[value] }))} value={tab} onChange={(value) => change({ tab: value })}>
        <div className="pt-5">
          {tab === 'definition' ? <MachineDefinition machine={machine} /> : null}
          {tab === 'versions' ? <MachineVersions machine={machine} /> : null}
          {tab === 'settings' ? <MachineSettings machine={machine} /> : null}
        </div>
      </Tabs>
      {search.start ? <StartExecution machine={machine} onStarted={followed} onClose={() => change({ start: undefined })} /> : null}
      {isDeleting ? <DeleteMachine machine={machine} running={counts?.RUNNING ?? null} onClose={() => setDeleting(false)} /> : null}
    </>
  )
}

function DeleteMachine({ machine, running, onClose }: { machine: Machine; running: number | null; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const deleting = useMutation({
    mutationFn: () => deleteMachine(machine.stateMachineArn),
    onSuccess: async () => {
      toasts.done(t('machines-deleted', { name: machine.name }))
      await navigate({ to: paths.machines() })
      await queries.invalidateQueries({ queryKey: machinesQuery.queryKey, exact: true })
    },
  })
  return (
    <ConfirmByName title={t('machines-delete')} name={machine.name} action={t('machines-delete')} busy={deleting.isPending} error={deleting.error} onConfirm={() => deleting.mutate()} onClose={onClose}>
      {running === null ? t('machines-delete-why') : t('machines-delete-running', { n: running })}
    </ConfirmByName>
  )
}
