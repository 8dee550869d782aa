import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { GitBranch, Pencil, Plus, Tag, Trash2 } from 'lucide-react'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { formatMoment, formatPercent } from '../format/format.ts'
import { type Texts, useTexts } from '../texts/texts.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { ConfirmByName } from '../ui/confirm_by_name.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { Empty, Failure } from '../ui/states.tsx'
import { Table, Td, Th } from '../ui/table.tsx'
import { useToasts } from '../ui/toast.tsx'
import { type Alias, aliasesQuery, createAlias, deleteAlias, type FunctionConfiguration, isBuiltIn, moveAlias, publishVersion, versionsQuery } from './lambda.ts'

/** Versions never change; aliases are names that lead to them and can be moved. */
export function FunctionVersions({ configuration }: { configuration: FunctionConfiguration }) {
  const t = useTexts()
  const name = configuration.FunctionName
  const versions = useQuery(versionsQuery(name))
  const aliases = useQuery(aliasesQuery(name))
  const [editing, setEditing] = useState<Alias | 'new' | null>(null)
  const [deleting, setDeleting] = useState<Alias | null>(null)
  const [isPublishing, setPublishing] = useState(false)
  const published = versions.data?.filter((one) => one.Version !== '$LATEST') ?? []
  const canPublish = !isBuiltIn(configuration)
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Panel
        flush
        title={t('functions-versions')}
        detail={t('functions-versions-detail')}
        actions={canPublish ? <Button size="small" icon={<Tag aria-hidden size={16} />} onClick={() => setPublishing(true)}>{t('functions-publish')}</Button> : null}
      >
        {versions.isError ? <Failure error={versions.error} onRetry={() => void versions.refetch()} className="m-5" /> : null}
        {versions.data && published.length === 0 ? <Empty icon={<Tag />} title={t('functions-versions-none')}>{canPublish ? t('functions-versions-none-detail') : t('functions-built-in-versions')}</Empty> : null}
        {published.length > 0 ? (
          <Table label={t('functions-versions')}>
            <thead>
              <tr>
                <Th>{t('functions-version')}</Th>
                <Th>{t('functions-description')}</Th>
                <Th>{t('functions-modified')}</Th>
              </tr>
            </thead>
            <tbody>
              {published.toReversed().map((one) => (
                <tr key={one.Version} className="last:*:border-b-0">
                  <Td className="tabular font-semibold">{one.Version}</Td>
                  <Td className="text-soft">{one.Description || '—'}</Td>
                  <Td className="whitespace-nowrap text-soft">{formatMoment(one.LastModified)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        ) : null}
      </Panel>
      <Panel
        flush
        title={t('functions-aliases')}
        detail={t('functions-aliases-detail')}
        actions={<Button size="small" disabled={!versions.data} icon={<Plus aria-hidden size={16} />} onClick={() => setEditing('new')}>{t('functions-alias-create')}</Button>}
      >
        {aliases.isError ? <Failure error={aliases.error} onRetry={() => void aliases.refetch()} className="m-5" /> : null}
        {aliases.data?.length === 0 ? <Empty icon={<GitBranch />} title={t('functions-aliases-none')}>{t('functions-aliases-none-detail')}</Empty> : null}
        {aliases.data && aliases.data.length > 0 ? (
          <Table label={t('functions-aliases')}>
            <thead>
              <tr>
                <Th>{t('functions-alias')}</Th>
                <Th>{t('functions-leads-to')}</Th>
                <Th><span className="sr-only">{t('more')}</span></Th>
              </tr>
            </thead>
            <tbody>
              {aliases.data.map((alias) => (
                <tr key={alias.Name} className="last:*:border-b-0">
                  <Td className="font-semibold">{alias.Name}</Td>
                  <Td className="tabular">{leadsTo(alias, t)}</Td>
                  <Td className="text-right whitespace-nowrap">
                    <IconButton label={t('functions-alias-move', { name: alias.Name })} size="small" onClick={() => setEditing(alias)}><Pencil aria-hidden size={16} /></IconButton>
                    <IconButton label={t('functions-alias-delete', { name: alias.Name })} size="small" onClick={() => setDeleting(alias)}><Trash2 aria-hidden size={16} /></IconButton>
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        ) : null}
      </Panel>
      {isPublishing ? <PublishVersion name={name} onClose={() => setPublishing(false)} /> : null}
      {editing ? <EditAlias name={name} alias={editing === 'new' ? null : editing} versions={versions.data?.map((one) => one.Version) ?? []} onClose={() => setEditing(null)} /> : null}
      {deleting ? <DeleteAlias name={name} alias={deleting} onClose={() => setDeleting(null)} /> : null}
    </div>
  )
}

function leadsTo(alias: Alias, t: Texts): string {
  const others = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {})
  if (others.length === 0) return alias.FunctionVersion
  const rest = 1 - others.reduce((sum, [, weight]) => sum + weight, 0)
  const routes = [[alias.FunctionVersion, rest] as const, ...others]
  return routes.map(([version, weight]) => t('functions-route', { version, weight: formatPercent(weight) })).join(' · ')
}

function PublishVersion({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const form = useId()
  const [description, setDescription] = useState('')
  const publishing = useMutation({
    mutationFn: () => publishVersion(name, description),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: versionsQuery(name).queryKey })
      toasts.done(t('functions-published', { version: made.Version }))
      onClose()
    },
  })
  const publish = (event: FormEvent) => {
    event.preventDefault()
    publishing.mutate()
  }
  return (
    <Dialog title={t('functions-publish')} shape="center" onClose={onClose} actions={<Button type="submit" form={form} kind="primary" busy={publishing.isPending}>{t('functions-publish')}</Button>}>
      <form id={form} onSubmit={publish} className="grid gap-4">
        <p className="text-soft">{t('functions-publish-why')}</p>
        <TextField label={t('functions-description')} value={description} onChange={(event) => setDescription(event.target.value)} maxLength={256} data-first-focus />
        {publishing.error ? <Failure error={publishing.error} /> : null}
      </form>
    </Dialog>
  )
}

function EditAlias({ name, alias, versions, onClose }: { name: string; alias: Alias | null; versions: readonly string[]; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const form = useId()
  const [knownOther, knownWeight] = Object.entries(alias?.RoutingConfig?.AdditionalVersionWeights ?? {})[0] ?? ['', 0.1]
  const [title, setTitle] = useState(alias?.Name ?? '')
  const [version, setVersion] = useState(alias?.FunctionVersion ?? versions.at(-1) ?? '$LATEST')
  const [other, setOther] = useState(knownOther)
  const [percent, setPercent] = useState(String(Math.round(knownWeight * 100)))
  const saving = useMutation({
    mutationFn: () => {
      const weights: Record<string, number> = other ? { [other]: Number(percent) / 100 } : {}
      const settings = { Name: title, FunctionVersion: version, Description: alias?.Description ?? '', RoutingConfig: { AdditionalVersionWeights: weights } }
      return alias ? moveAlias(name, settings) : createAlias(name, settings)
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: aliasesQuery(name).queryKey })
      toasts.done(t('functions-alias-saved', { name: saved.Name, version: saved.FunctionVersion }))
      onClose()
    },
  })
  const save = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const others = versions.filter((one) => one !== version && one !== '$LATEST')
  return (
    <Dialog
      title={alias ? t('functions-alias-move', { name: alias.Name }) : t('functions-alias-create')}
      shape="center"
      onClose={onClose}
      actions={<Button type="submit" form={form} kind="primary" busy={saving.isPending}>{t('save')}</Button>}
    >
      <form id={form} onSubmit={save} className="grid gap-4">
        <TextField label={t('functions-alias')} value={title} onChange={(event) => setTitle(event.target.value)} readOnly={alias !== null} required maxLength={128} spellCheck={false} data-first-focus={alias === null || undefined} />
        <Select label={t('functions-leads-to')} value={version} onChange={(event) => setVersion(event.target.value)} data-first-focus={alias !== null || undefined}>
          {versions.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
        {others.length > 0 && version !== '$LATEST' ? (
          <div className="grid grid-cols-2 gap-3">
            <Select label={t('functions-alias-other')} value={other} onChange={(event) => setOther(event.target.value)}>
              <option value="">{t('functions-alias-no-other')}</option>
              {others.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
            {other ? <TextField label={t('functions-alias-share')} type="number" min={1} max={99} required value={percent} onChange={(event) => setPercent(event.target.value)} /> : null}
          </div>
        ) : null}
        {saving.error ? <Failure error={saving.error} /> : null}
      </form>
    </Dialog>
  )
}

function DeleteAlias({ name, alias, onClose }: { name: string; alias: Alias; onClose: () => void }) {
  const t = useTexts()
  const queries = useQueryClient()
  const deleting = useMutation({
    mutationFn: () => deleteAlias(name, alias.Name),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: aliasesQuery(name).queryKey })
      onClose()
    },
  })
  const label = t('functions-alias-delete', { name: alias.Name })
  return (
    <ConfirmByName title={label} name={alias.Name} action={label} busy={deleting.isPending} error={deleting.error} onConfirm={() => deleting.mutate()} onClose={onClose}>
      {t('functions-alias-delete-why')}
    </ConfirmByName>
  )
}
