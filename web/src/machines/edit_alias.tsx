import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { routesOf, routingOf } from '../api/alias_routing.ts'
import { type Alias, aliasesQuery, createAlias, lastOf, moveAlias, type Version } from '../api/state_machines.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'

type EditAliasProps = { machineArn: string; alias: Alias | null; versions: readonly Version[]; onClose: () => void }

/** Makes an alias, or moves one: at once, or part of the executions first. */
export function EditAlias({ machineArn, alias, versions, onClose }: EditAliasProps) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const form = useId()
  const [name, setName] = useState(alias?.name ?? '')
  const [routing, setRouting] = useState(() => routingOf(alias?.routingConfiguration ?? [{ stateMachineVersionArn: versions[0]?.stateMachineVersionArn ?? '', weight: 100 }]))
  const saving = useMutation({
    mutationFn: () => (alias ? moveAlias(alias.stateMachineAliasArn, alias.description ?? '', routesOf(routing)) : createAlias(name, '', routesOf(routing))),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: aliasesQuery(machineArn).queryKey })
      toasts.done(t('machines-alias-saved', { name, version: lastOf(routing.version) }))
      onClose()
    },
  })
  const save = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <Dialog
      title={alias ? t('machines-alias-move', { name: alias.name }) : t('machines-alias-create')}
      shape="center"
      onClose={onClose}
      actions={<Button type="submit" form={form} kind="primary" busy={saving.isPending}>{t('save')}</Button>}
    >
      <form id={form} onSubmit={save} className="grid gap-4">
        <TextField label={t('machines-alias')} value={name} onChange={(event) => setName(event.target.value)} readOnly={alias !== null} required maxLength={80} spellCheck={false} data-first-focus={alias === null || undefined} />
        <Select label={t('machines-leads-to')} value={routing.version} onChange={(event) => setRouting({ ...routing, version: event.target.value })} data-first-focus={alias !== null || undefined}>
          {versions.map((one) => (
            <option key={one.stateMachineVersionArn} value={one.stateMachineVersionArn}>{t('machines-version-n', { n: lastOf(one.stateMachineVersionArn) })}</option>
          ))}
        </Select>
        {versions.length > 1 ? (
          <div className="grid grid-cols-2 gap-3">
            <Select label={t('machines-alias-other')} value={routing.other} onChange={(event) => setRouting({ ...routing, other: event.target.value })}>
              <option value="">{t('machines-alias-no-other')}</option>
              {versions
                .filter((one) => one.stateMachineVersionArn !== routing.version)
                .map((one) => (
                  <option key={one.stateMachineVersionArn} value={one.stateMachineVersionArn}>{t('machines-version-n', { n: lastOf(one.stateMachineVersionArn) })}</option>
                ))}
            </Select>
            {routing.other ? (
              <TextField label={t('machines-alias-share')} type="number" min={0} max={100} required value={routing.otherWeight} onChange={(event) => setRouting({ ...routing, otherWeight: event.target.valueAsNumber || 0 })} />
            ) : null}
          </div>
        ) : null}
        {saving.error ? <Failure error={saving.error} /> : null}
      </form>
    </Dialog>
  )
}
