import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Plus, ShieldQuestion } from 'lucide-react'
import { useState } from 'react'

import { type Role, rolesQuery } from '../api/roles.ts'
import { formatDate } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import { TextField } from '../ui/field.tsx'
import { PageHeader } from '../ui/page.tsx'
import { Empty, Failure, Loading, Note } from '../ui/states.tsx'
import { CreateRole } from './create_role.tsx'
import { RoleDetail } from './role_detail.tsx'

/** Who may do what: the roles that machines and functions act as, and a simulator of their policies. */
export default function RolesPage() {
  const t = useTexts()
  const { name } = useParams({ strict: false })
  const roles = useQuery(rolesQuery)
  const [isCreating, setCreating] = useState(false)
  const [query, setQuery] = useState('')
  const chosen = roles.data?.find((role) => role.name === name)
  const shown = roles.data?.filter((role) => role.name.toLowerCase().includes(query.trim().toLowerCase())) ?? []
  const create = (
    <Button kind="primary" icon={<Plus aria-hidden size={18} />} onClick={() => setCreating(true)}>
      {t('roles-create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('roles-title')} detail={t('roles-detail')} actions={roles.data?.length ? create : null} />
      {roles.isError ? <Failure error={roles.error} onRetry={() => void roles.refetch()} /> : null}
      {roles.isPending ? <Loading /> : null}
      {roles.data?.length === 0 ? (
        <Empty icon={<ShieldQuestion size={26} />} title={t('roles-none')} action={create}>
          {t('roles-none-detail')}
        </Empty>
      ) : null}
      {roles.data && roles.data.length > 0 ? (
        <div className="grid items-start gap-5 lg:grid-cols-[18rem_minmax(0,1fr)]">
          <Card className={classNames('p-3', chosen && 'max-lg:hidden')}>
            <TextField label={t('roles-search')} hiddenLabel type="search" placeholder={t('roles-search')} value={query} onChange={(event) => setQuery(event.target.value)} />
            <ul className="grid gap-px pt-2">
              {shown.map((role) => (
                <li key={role.name}>
                  <RoleLink role={role} isChosen={role === chosen} />
                </li>
              ))}
            </ul>
          </Card>
          {chosen ? (
            <RoleDetail key={chosen.name} role={chosen} />
          ) : name ? (
            <Note tone="warning">{t('roles-unknown', { name })}</Note>
          ) : (
            <Note>{t('roles-choose')}</Note>
          )}
        </div>
      ) : null}
      {isCreating ? <CreateRole onClose={() => setCreating(false)} /> : null}
    </>
  )
}

function RoleLink({ role, isChosen }: { role: Role; isChosen: boolean }) {
  const t = useTexts()
  return (
    <Link
      to={paths.roles(role.name)}
      aria-current={isChosen ? 'page' : undefined}
      className={classNames('block rounded-sm px-3 py-2', isChosen ? 'bg-clay-wash text-clay' : 'hover:bg-ink/6')}
    >
      <span className="block truncate font-semibold">{role.name}</span>
      <span className="block truncate text-xs text-soft">{role.description || t('roles-since', { date: formatDate(role.created) })}</span>
    </Link>
  )
}
