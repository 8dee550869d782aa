import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { createRole } from './iam.ts'

/** Services that act as a role here. */
const services = ['states.amazonaws.com', 'lambda.amazonaws.com', 'sns.amazonaws.com'] as const

export function CreateRole({ onClose }: { onClose: () => void }) {
  const t = useTexts()
  const queries = useQueryClient()
  const go = useNavigate()
  const form = useId()
  const [name, setName] = useState('')
  const [service, setService] = useState<string>(services[0])
  const [description, setDescription] = useState('')
  const creating = useMutation({
    mutationFn: () => createRole(name.trim(), service, description.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['iam', 'roles'] })
      onClose()
      await go({ to: paths.roles(name.trim()) })
    },
  })
  const create = (event: FormEvent) => {
    event.preventDefault()
    creating.mutate()
  }
  return (
    <Dialog
      title={t('roles-create')}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={form} busy={creating.isPending}>
          {t('roles-create')}
        </Button>
      }
    >
      <form id={form} onSubmit={create} className="grid gap-4">
        <TextField label={t('roles-name')} required maxLength={64} pattern="[\w+=,.@\-]+" hint={t('roles-name-hint')} value={name} onChange={(event) => setName(event.target.value)} />
        <Select label={t('roles-service')} value={service} onChange={(event) => setService(event.target.value)}>
          {services.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
        <TextField label={t('roles-description')} value={description} onChange={(event) => setDescription(event.target.value)} />
        {creating.isError ? <Failure error={creating.error} /> : null}
      </form>
    </Dialog>
  )
}
