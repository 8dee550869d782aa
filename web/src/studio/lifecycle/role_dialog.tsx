import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { accountQuery, rolesQuery } from '../../api/roles.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select } from '../../ui/field.tsx'
import { Failure, Note } from '../../ui/states.tsx'

type RoleDialogProps = {
  name: string
  /** It was saved before, and somebody has deleted it. */
  isGone: boolean
  isBusy: boolean
  error: unknown
  onChoose: (roleArn: string) => void
  onClose: () => void
}

/** Names of roles are no longer than this (API reference, CreateRole). */
const ROLE_NAME_MAX = 64

/** The role that a new machine acts as: one that is declared, or one of its own that nobody has declared. */
export function RoleDialog({ name, isGone, isBusy, error, onChoose, onClose }: RoleDialogProps) {
  const t = useTexts()
  const form = useId()
  const roles = useQuery(rolesQuery)
  const account = useQuery(accountQuery)
  const [chosen, setChosen] = useState<string | null>(null)
  const own = `entrega-${name}`.slice(0, ROLE_NAME_MAX)
  const ownArn = `arn:aws:iam::${account.data ?? ''}:role/${own}`
  const fitting = roles.data?.filter((role) => role.trust.includes('states.amazonaws.com') && role.arn !== ownArn) ?? []
  const role = chosen ?? ownArn
  const failed = [account, roles].find((one) => one.isError)
  const choose = (event: FormEvent) => {
    event.preventDefault()
    if (account.data) onChoose(role)
  }
  return (
    <Dialog
      title={t('lifecycle-create', { name })}
      shape="center"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} kind="primary" busy={isBusy} disabled={!account.data} data-first-focus>{t('save')}</Button>
        </>
      }
    >
      <form id={form} onSubmit={choose} className="grid gap-4">
        {isGone ? <Note tone="warning">{t('lifecycle-gone')}</Note> : null}
        <Select label={t('lifecycle-role')} hint={role === ownArn ? t('lifecycle-role-own-hint') : t('lifecycle-role-hint')} value={role} onChange={(event) => setChosen(event.target.value)}>
          <option value={ownArn}>{t('lifecycle-role-own', { name: own })}</option>
          {fitting.map((one) => (
            <option key={one.arn} value={one.arn}>{one.name}</option>
          ))}
        </Select>
        {failed ? <Failure error={failed.error} onRetry={() => void failed.refetch()} /> : null}
        {error ? <Failure error={error} /> : null}
      </form>
    </Dialog>
  )
}
