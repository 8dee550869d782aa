import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Copy, EllipsisVertical, Lock, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { formatAgo, formatBytes } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { ConfirmByName } from '../ui/confirm_by_name.tsx'
import { Menu } from '../ui/menu.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { textLink } from '../ui/text_link.ts'
import { useToasts } from '../ui/toast.tsx'
import { FunctionActivity } from './function_activity.tsx'
import { FunctionCode } from './function_code.tsx'
import { FunctionLogs } from './function_logs.tsx'
import { FunctionSettings } from './function_settings.tsx'
import { FunctionTest } from './function_test.tsx'
import { FunctionVersions } from './function_versions.tsx'
import { deleteFunction, type FunctionConfiguration, functionQuery, functionsQuery, isBuiltIn } from './lambda.ts'
import { runtimeName } from './runtimes.ts'

const tabs = ['code', 'test', 'activity', 'logs', 'settings', 'versions'] as const
type FunctionTab = (typeof tabs)[number]

export default function FunctionPage() {
  const t = useTexts()
  const { name } = useParams({ from: '/console/functions/$name' })
  const found = useQuery(functionQuery(name))
  const above = <Link to={paths.functions()} className={textLink}>{t('functions-title')}</Link>
  if (found.data) return <FunctionView configuration={found.data} />
  return (
    <>
      <PageHeader above={above} title={name} />
      {found.isError ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-80" />
        </Loading>
      )}
    </>
  )
}

function FunctionView({ configuration }: { configuration: FunctionConfiguration }) {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const [isDeleting, setDeleting] = useState(false)
  const builtIn = isBuiltIn(configuration)
  const name = configuration.FunctionName
  const tab: FunctionTab = tabs.find((one) => one === search.tab) ?? (builtIn ? 'test' : 'code')
  const shown = builtIn ? tabs.filter((one) => one !== 'code') : tabs
  const label: Record<FunctionTab, string> = {
    code: t('functions-tab-code'),
    test: t('functions-tab-test'),
    activity: t('functions-tab-activity'),
    logs: t('functions-tab-logs'),
    settings: t('functions-tab-settings'),
    versions: t('functions-tab-versions'),
  }
  return (
    <>
      <PageHeader
        above={<Link to={paths.functions()} className={textLink}>{t('functions-title')}</Link>}
        title={name}
        detail={
          <div className="flex flex-wrap items-center gap-2 text-sm">
            {builtIn ? <Badge tone="special" icon={<Lock aria-hidden size={12} />}>{t('functions-of-server')}</Badge> : <Badge>{runtimeName(configuration.Runtime)}</Badge>}
            <FunctionState configuration={configuration} />
            {builtIn ? null : (
              <span>
                {formatBytes(configuration.CodeSize)}, {t('functions-changed', { ago: formatAgo(configuration.LastModified) })}
              </span>
            )}
          </div>
        }
        actions={
          <Menu
            label={t('more')}
            kind="secondary"
            className="w-10 px-0!"
            items={[
              { label: t('functions-copy-arn'), icon: <Copy aria-hidden size={16} />, onChoose: () => void navigator.clipboard.writeText(configuration.FunctionArn) },
              { label: t('functions-delete'), icon: <Trash2 aria-hidden size={16} />, danger: true, disabled: builtIn, onChoose: () => setDeleting(true) },
            ]}
          >
            <EllipsisVertical aria-hidden size={18} />
          </Menu>
        }
      />
      {builtIn ? (
        <Note icon={<Lock size={18} />} className="mb-5">
          {t('functions-built-in-why')}{' '}
          <Link to={paths.functions()} search={{ create: name }} className="underline underline-offset-4">
            {t('functions-put-own')}
          </Link>
        </Note>
      ) : null}
      <Tabs label={name} tabs={shown.map((value) => ({ value, label: label[value] }))} value={tab} onChange={(value) => change({ tab: value })}>
        <div className="pt-5">
          {tab === 'code' ? <FunctionCode configuration={configuration} /> : null}
          {tab === 'test' ? <FunctionTest configuration={configuration} /> : null}
          {tab === 'activity' ? <FunctionActivity name={name} /> : null}
          {tab === 'logs' ? <FunctionLogs configuration={configuration} /> : null}
          {tab === 'settings' ? <FunctionSettings key={configuration.RevisionId} configuration={configuration} /> : null}
          {tab === 'versions' ? <FunctionVersions configuration={configuration} /> : null}
        </div>
      </Tabs>
      {isDeleting ? <DeleteFunction name={name} onClose={() => setDeleting(false)} /> : null}
    </>
  )
}

function FunctionState({ configuration }: { configuration: FunctionConfiguration }) {
  const t = useTexts()
  if (configuration.State === 'Failed') return <Badge tone="bad">{configuration.StateReason ?? t('functions-state-failed')}</Badge>
  if (configuration.State === 'Pending' || configuration.LastUpdateStatus === 'InProgress') return <Badge tone="active" live>{t('functions-state-pending')}</Badge>
  return <Badge tone="good">{t('functions-state-active')}</Badge>
}

function DeleteFunction({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const deleting = useMutation({
    mutationFn: () => deleteFunction(name),
    onSuccess: async () => {
      toasts.done(t('functions-deleted', { name }))
      await navigate({ to: paths.functions() })
      queries.removeQueries({ queryKey: functionQuery(name).queryKey })
      await queries.invalidateQueries({ queryKey: functionsQuery.queryKey, exact: true })
    },
  })
  return (
    <ConfirmByName
      title={t('functions-delete')}
      name={name}
      action={t('functions-delete')}
      busy={deleting.isPending}
      error={deleting.error}
      onConfirm={() => deleting.mutate()}
      onClose={onClose}
    >
      {t('functions-delete-why')}
    </ConfirmByName>
  )
}
