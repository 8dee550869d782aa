import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'

import type { Role } from '../api/roles.ts'
import { formatDate } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Facts, Panel } from '../ui/card.tsx'
import { CodeEditor } from '../ui/code_editor.tsx'
import { ConfirmByName } from '../ui/confirm_by_name.tsx'
import { CopyButton } from '../ui/copy_button.tsx'
import { Failure, Loading } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { deleteRole, policiesOf, type Policy, removePolicy } from './iam.ts'
import { EditPolicy } from './edit_policy.tsx'
import { Simulator } from './simulator.tsx'

export function RoleDetail({ role }: { role: Role }) {
  const t = useTexts()
  const queries = useQueryClient()
  const go = useNavigate()
  const [isDeleting, setDeleting] = useState(false)
  const deleting = useMutation({
    mutationFn: () => deleteRole(role.name),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['iam'] })
      await go({ to: paths.roles() })
    },
  })
  return (
    <div className="grid min-w-0 gap-5">
      <Link to={paths.roles()} className="inline-flex items-center gap-2 text-sm font-semibold text-soft hover:text-ink lg:hidden">
        <ArrowLeft aria-hidden size={16} />
        {t('roles-all')}
      </Link>
      <Panel
        title={role.name}
        detail={role.description}
        actions={
          <Button size="small" icon={<Trash2 aria-hidden size={15} />} onClick={() => setDeleting(true)}>
            {t('roles-delete')}
          </Button>
        }
      >
        <Facts
          facts={[
            [t('roles-arn'), <span key="arn" className="inline-flex items-center gap-1 font-mono text-xs">{role.arn} <CopyButton text={role.arn} kind="quiet" /></span>],
            [t('roles-created'), formatDate(role.created)],
          ]}
        />
        <h3 className="pt-4 pb-2 text-sm font-semibold">{t('roles-trust')}</h3>
        <CodeEditor label={t('roles-trust')} value={role.trust} language="json" readOnly />
      </Panel>
      <Policies role={role} />
      <Simulator role={role} />
      {isDeleting ? (
        <ConfirmByName
          title={t('roles-delete')}
          name={role.name}
          action={t('roles-delete')}
          busy={deleting.isPending}
          error={deleting.error}
          onConfirm={() => deleting.mutate()}
          onClose={() => setDeleting(false)}
        >
          {t('roles-delete-detail')}
        </ConfirmByName>
      ) : null}
    </div>
  )
}

function Policies({ role }: { role: Role }) {
  const t = useTexts()
  const [edited, setEdited] = useState<Policy | 'new' | null>(null)
  const policies = useQuery({ queryKey: ['iam', 'policies', role.name], queryFn: () => policiesOf(role.name) })
  return (
    <Panel
      title={t('roles-policies')}
      detail={t('roles-policies-detail')}
      actions={
        <Button size="small" icon={<Plus aria-hidden size={15} />} onClick={() => setEdited('new')}>
          {t('roles-policy-add')}
        </Button>
      }
    >
      {policies.isPending ? <Loading /> : null}
      {policies.isError ? <Failure error={policies.error} onRetry={() => void policies.refetch()} /> : null}
      {policies.data?.length === 0 ? <p className="text-soft">{t('roles-policies-none')}</p> : null}
      <ul className="grid gap-4">
        {policies.data?.map((policy) => (
          <li key={policy.arn ?? policy.name}>
            <PolicyItem role={role} policy={policy} onEdit={() => setEdited(policy)} />
          </li>
        ))}
      </ul>
      {edited ? <EditPolicy role={role} policy={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
    </Panel>
  )
}

function PolicyItem({ role, policy, onEdit }: { role: Role; policy: Policy; onEdit: () => void }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const removing = useMutation({
    mutationFn: () => removePolicy(role.name, policy),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['iam', 'policies', role.name] }),
    onError: toasts.failed,
  })
  return (
    <article className="grid gap-2">
      <header className="flex items-center gap-2">
        <h3 className="min-w-0 truncate font-semibold">{policy.name}</h3>
        <Badge tone={policy.kind === 'inline' ? 'neutral' : 'special'}>{policy.kind === 'inline' ? t('roles-inline') : t('roles-attached')}</Badge>
        <span className="flex-1" />
        {policy.kind === 'inline' ? (
          <IconButton label={t('roles-policy-edit', { name: policy.name })} size="small" onClick={onEdit}>
            <Pencil aria-hidden size={16} />
          </IconButton>
        ) : null}
        <IconButton label={t('roles-policy-remove', { name: policy.name })} size="small" disabled={removing.isPending} onClick={() => removing.mutate()}>
          <Trash2 aria-hidden size={16} />
        </IconButton>
      </header>
      <CodeEditor label={policy.name} value={policy.document} language="json" readOnly />
    </article>
  )
}
