import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { GitBranch, GitCompareArrows, Pencil, PencilRuler, Plus, Tag, Trash2 } from 'lucide-react'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { type Alias, aliasesQuery, deleteAlias, deleteVersion, lastOf, type Machine, publishVersion, type Version, versionsQuery } from '../api/state_machines.ts'
import { formatMoment } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button, buttonClass, IconButton } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import { ConfirmByName } from '../ui/confirm_by_name.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { useToasts } from '../ui/toast.tsx'
import { EditAlias } from './edit_alias.tsx'

type Open = { what: 'publish' } | { what: 'alias'; alias: Alias | null } | { what: 'delete-alias'; alias: Alias } | { what: 'delete-version'; version: Version }

/** Versions never change; aliases are names that lead to one or two of them. */
export function MachineVersions({ machine }: { machine: Machine }) {
  const t = useTexts()
  const [, change] = useSearchMembers()
  const arn = machine.stateMachineArn
  const versions = useQuery(versionsQuery(arn))
  const aliases = useQuery(aliasesQuery(arn))
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Panel
        flush
        title={t('machines-versions')}
        detail={t('machines-versions-detail')}
        actions={<Button size="small" icon={<Tag aria-hidden size={16} />} onClick={() => setOpen({ what: 'publish' })}>{t('machines-publish')}</Button>}
      >
        {versions.isError ? <Failure error={versions.error} onRetry={() => void versions.refetch()} className="m-5" /> : null}
        {versions.data?.length === 0 ? <Empty icon={<Tag />} title={t('machines-versions-none')}>{t('machines-versions-none-detail')}</Empty> : null}
        {versions.data && versions.data.length > 0 ? (
          <Table label={t('machines-versions')}>
            <thead>
              <tr>
                <Th>{t('machines-version')}</Th>
                <Th>{t('machines-created')}</Th>
                <Th><span className="sr-only">{t('more')}</span></Th>
              </tr>
            </thead>
            <tbody>
              {versions.data.map((version) => {
                const n = lastOf(version.stateMachineVersionArn)
                return (
                  <tr key={n} className="last:*:border-b-0">
                    <Td className="tabular font-semibold">{n}</Td>
                    <Td className="whitespace-nowrap text-soft">{formatMoment(version.creationDate * 1_000)}</Td>
                    <Td className="text-right whitespace-nowrap">
                      <Link to={paths.studio(machine.name, { compare: `${n}..now` })} aria-label={t('machines-studio-version', { n })} title={t('machines-studio-version', { n })} className={classNames(buttonClass('quiet', 'small'), 'w-8 px-0!')}>
                        <PencilRuler aria-hidden size={16} />
                      </Link>
                      <IconButton label={t('machines-compare-version', { n })} size="small" onClick={() => change({ tab: 'definition', compare: n, version: undefined })}>
                        <GitCompareArrows aria-hidden size={16} />
                      </IconButton>
                      <IconButton label={t('machines-version-delete', { n })} size="small" onClick={() => setOpen({ what: 'delete-version', version })}>
                        <Trash2 aria-hidden size={16} />
                      </IconButton>
                    </Td>
                  </tr>
                )
              })}
            </tbody>
          </Table>
        ) : null}
      </Panel>
      <Panel
        flush
        title={t('machines-aliases')}
        detail={t('machines-aliases-detail')}
        actions={
          <Button size="small" disabled={!versions.data || versions.data.length === 0} icon={<Plus aria-hidden size={16} />} onClick={() => setOpen({ what: 'alias', alias: null })}>
            {t('machines-alias-create')}
          </Button>
        }
      >
        {aliases.isError ? <Failure error={aliases.error} onRetry={() => void aliases.refetch()} className="m-5" /> : null}
        {aliases.data?.length === 0 ? <Empty icon={<GitBranch />} title={t('machines-aliases-none')}>{t('machines-aliases-none-detail')}</Empty> : null}
        {aliases.data && aliases.data.length > 0 ? (
          <Table label={t('machines-aliases')}>
            <thead>
              <tr>
                <Th>{t('machines-alias')}</Th>
                <Th>{t('machines-leads-to')}</Th>
                <Th><span className="sr-only">{t('more')}</span></Th>
              </tr>
            </thead>
            <tbody>
              {aliases.data.map((alias) => (
                <tr key={alias.name} className="last:*:border-b-0">
                  <Td className="font-semibold">{alias.name}</Td>
                  <Td className="tabular">{alias.routingConfiguration.map((route) => t('machines-route', { version: lastOf(route.stateMachineVersionArn), weight: route.weight })).join(' · ')}</Td>
                  <Td className="text-right whitespace-nowrap">
                    <IconButton label={t('machines-alias-move', { name: alias.name })} size="small" onClick={() => setOpen({ what: 'alias', alias })}><Pencil aria-hidden size={16} /></IconButton>
                    <IconButton label={t('machines-alias-delete', { name: alias.name })} size="small" onClick={() => setOpen({ what: 'delete-alias', alias })}><Trash2 aria-hidden size={16} /></IconButton>
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        ) : null}
      </Panel>
      {open?.what === 'publish' ? <PublishVersion machine={machine} onClose={close} /> : null}
      {open?.what === 'alias' ? <EditAlias machineArn={arn} alias={open.alias} versions={versions.data ?? []} onClose={close} /> : null}
      {open?.what === 'delete-alias' ? <DeleteOne machineArn={arn} name={open.alias.name} label={t('machines-alias-delete', { name: open.alias.name })} remove={() => deleteAlias(open.alias.stateMachineAliasArn)} onClose={close} /> : null}
      {open?.what === 'delete-version' ? (
        <DeleteOne
          machineArn={arn}
          name={lastOf(open.version.stateMachineVersionArn)}
          label={t('machines-version-delete', { n: lastOf(open.version.stateMachineVersionArn) })}
          remove={() => deleteVersion(open.version.stateMachineVersionArn)}
          onClose={close}
        />
      ) : null}
    </div>
  )
}

function PublishVersion({ machine, onClose }: { machine: Machine; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const form = useId()
  const [description, setDescription] = useState('')
  const publishing = useMutation({
    mutationFn: () => publishVersion(machine.stateMachineArn, description, machine.revisionId),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: versionsQuery(machine.stateMachineArn).queryKey })
      toasts.done(t('machines-published', { n: lastOf(made.stateMachineVersionArn) }))
      onClose()
    },
  })
  const publish = (event: FormEvent) => {
    event.preventDefault()
    publishing.mutate()
  }
  return (
    <Dialog title={t('machines-publish')} shape="center" onClose={onClose} actions={<Button type="submit" form={form} kind="primary" busy={publishing.isPending}>{t('machines-publish')}</Button>}>
      <form id={form} onSubmit={publish} className="grid gap-4">
        <p className="text-soft">{t('machines-publish-why')}</p>
        <TextField label={t('machines-description')} value={description} onChange={(event) => setDescription(event.target.value)} maxLength={256} data-first-focus />
        {publishing.error ? <Failure error={publishing.error} /> : null}
      </form>
    </Dialog>
  )
}

type DeleteOneProps = { machineArn: string; name: string; label: string; remove: () => Promise<unknown>; onClose: () => void }

function DeleteOne({ machineArn, name, label, remove, onClose }: DeleteOneProps) {
  const t = useTexts()
  const queries = useQueryClient()
  const deleting = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['machines', machineArn] })
      onClose()
    },
  })
  return (
    <ConfirmByName title={label} name={name} action={label} busy={deleting.isPending} error={deleting.error} onConfirm={() => deleting.mutate()} onClose={onClose}>
      {t('machines-delete-one-why')}
    </ConfirmByName>
  )
}
