import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { routesOf } from '../../api/alias_routing.ts'
import { type Alias, aliasesQuery, createAlias, lastOf, moveAlias, publishVersion, versionsQuery } from '../../api/state_machines.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Segments, Select, TextField } from '../../ui/field.tsx'
import { Failure, Note } from '../../ui/states.tsx'
import { useToasts } from '../../ui/toast.tsx'
import type { Saved } from '../session.ts'
import { CasesGate } from './cases_gate.tsx'

/** Where an alias leads once the version is there. */
type Leading = { alias: string; name: string; share: number }

const NONE = ''
const NEW = ' new'
const SHARE_FIRST = 10

/** Gives what is saved a number, once its cases have been run, and leads an alias to it. */
export default function PublishDialog({ saved, onClose }: { saved: Saved; onClose: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const form = useId()
  const aliases = useQuery(aliasesQuery(saved.arn))
  const [isClear, setClear] = useState(false)
  const [description, setDescription] = useState('')
  const [leading, setLeading] = useState<Leading>({ alias: NONE, name: '', share: 100 })
  const alias = aliases.data?.find((one) => one.stateMachineAliasArn === leading.alias) ?? null

  const publishing = useMutation({
    mutationFn: async () => (await publishVersion(saved.arn, description, saved.revisionId)).stateMachineVersionArn,
    onSuccess: () => queries.invalidateQueries({ queryKey: versionsQuery(saved.arn).queryKey }),
  })
  const moving = useMutation({
    mutationFn: (version: string) => lead(version, leading, alias),
    onSuccess: (_, version) => finish(version),
    onSettled: () => queries.invalidateQueries({ queryKey: aliasesQuery(saved.arn).queryKey }),
  })
  const finish = (version: string) => {
    toasts.done(t('lifecycle-published', { n: lastOf(version) }))
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isClear) return
    const next = (version: string) => (leading.alias === NONE ? finish(version) : moving.mutate(version))
    // The version may be there already: then it is only the alias that is tried again.
    if (publishing.data) next(publishing.data)
    else publishing.mutate(undefined, { onSuccess: next })
  }
  const before = alias?.routingConfiguration[0]?.stateMachineVersionArn
  return (
    <Dialog
      title={t('lifecycle-publish')}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{publishing.data ? t('close') : t('cancel')}</Button>
          <Button type="submit" form={form} kind="primary" busy={publishing.isPending || moving.isPending} disabled={!isClear}>
            {publishing.data ? t('lifecycle-alias-again') : t('lifecycle-publish')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-5">
        <CasesGate onClear={setClear} />
        <TextField label={t('lifecycle-description')} hint={t('lifecycle-description-hint')} value={description} onChange={(event) => setDescription(event.target.value)} maxLength={256} disabled={publishing.isSuccess} data-first-focus />
        <Select label={t('lifecycle-alias')} hint={t('lifecycle-alias-hint')} value={leading.alias} onChange={(event) => setLeading({ ...leading, alias: event.target.value, share: 100 })}>
          <option value={NONE}>{t('lifecycle-alias-none')}</option>
          {aliases.data?.map((one) => (
            <option key={one.name} value={one.stateMachineAliasArn}>{t('lifecycle-alias-at', { name: one.name, version: one.routingConfiguration.map((route) => lastOf(route.stateMachineVersionArn)).join(' + ') })}</option>
          ))}
          <option value={NEW}>{t('lifecycle-alias-new')}</option>
        </Select>
        {leading.alias === NEW ? <TextField label={t('lifecycle-alias-name')} value={leading.name} onChange={(event) => setLeading({ ...leading, name: event.target.value.trim() })} required maxLength={80} spellCheck={false} autoComplete="off" /> : null}
        {before ? (
          <div className="grid gap-3">
            <Segments
              label={t('lifecycle-alias-how')}
              value={leading.share === 100 ? 'all' : 'part'}
              onChange={(how) => setLeading({ ...leading, share: how === 'all' ? 100 : SHARE_FIRST })}
              choices={[
                { value: 'all', label: t('lifecycle-alias-all') },
                { value: 'part', label: t('lifecycle-alias-part') },
              ]}
              className="w-fit"
            />
            {leading.share < 100 ? (
              <TextField
                label={t('lifecycle-alias-share')}
                hint={t('lifecycle-alias-share-hint', { rest: 100 - leading.share, version: lastOf(before) })}
                type="number"
                min={1}
                max={99}
                required
                value={leading.share}
                onChange={(event) => setLeading({ ...leading, share: Math.min(99, Math.max(1, event.target.valueAsNumber || 1)) })}
                className="max-w-72"
              />
            ) : null}
          </div>
        ) : null}
        {aliases.isError ? <Failure error={aliases.error} onRetry={() => void aliases.refetch()} /> : null}
        {publishing.error ? <Failure error={publishing.error} /> : null}
        {moving.error && publishing.data ? (
          <>
            <Note tone="warning">{t('lifecycle-alias-failed', { n: lastOf(publishing.data) })}</Note>
            <Failure error={moving.error} />
          </>
        ) : null}
      </form>
    </Dialog>
  )
}

/** Leads an alias to a version: all executions at once, or a share of them while the rest stays with where it led first. */
async function lead(version: string, { name, share }: Leading, alias: Alias | null): Promise<void> {
  const first = alias?.routingConfiguration[0]?.stateMachineVersionArn ?? ''
  const routes = share === 100 ? routesOf({ version, other: '', otherWeight: 0 }) : routesOf({ version: first, other: version, otherWeight: share })
  await (alias ? moveAlias(alias.stateMachineAliasArn, alias.description ?? '', routes) : createAlias(name, '', routes))
}
