import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'

import { machineQuery, machinesQuery } from '../api/state_machines.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { buttonClass } from '../ui/button.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { draftOf } from './drafts.ts'
import { sourceQuery } from './lifecycle/source.ts'
import { isTemplateId, templateText } from './lifecycle/templates.ts'
import { BLANK, type Opening, Session } from './session.ts'
import { SessionProvider } from './session_context.tsx'
import { Studio } from './studio.tsx'

/** The studio of one machine: one that is there, one that was begun, or a new one. */
export default function StudioPage() {
  const { name } = useParams({ from: '/studio/$name' })
  return <OpenedByName key={name} name={name} />
}

function OpenedByName({ name }: { name: string }) {
  const t = useTexts()
  const [search] = useSearchMembers()
  const machines = useQuery(machinesQuery)
  const listed = machines.data?.find((one) => one.name === name)
  const machine = useQuery({ ...machineQuery(listed?.stateMachineArn ?? ''), enabled: listed !== undefined })
  const source = useQuery({ ...sourceQuery(name), enabled: listed !== undefined })
  const failed = [machines, machine, source].find((one) => one.isError)
  if (failed) return <Failure error={failed.error} onRetry={() => void failed.refetch()} className="m-6" />
  if (!machines.data || (listed && (machine.isPending || source.isPending))) return <Loading />
  if (!NAME.test(name)) {
    return (
      <Empty heading="h1" title={t('studio-name-wrong', { name })} action={<Link to={paths.studio()} className={buttonClass('primary')}>{t('studio-begin')}</Link>}>
        {t('studio-name-rule')}
      </Empty>
    )
  }
  const template = search.template
  const opening = (): Opening => {
    if (!machine.data) return { name, text: isTemplateId(template) ? templateText(template) : BLANK, type: 'STANDARD', substitutions: {}, saved: null }
    const { stateMachineArn: arn, type, definition, revisionId = null, roleArn } = machine.data
    const written = source.data && source.data.revision_id === revisionId ? source.data : null
    const text = written?.text ?? definition
    const substitutions = written?.substitutions ?? {}
    return { name, text, type, substitutions, saved: { arn, text, substitutions, revisionId, roleArn } }
  }
  return <Opened opening={opening} />
}

/** AWS's rule for the names of machines (API reference, CreateStateMachine), without the letters it only bears. */
const NAME = /^[\w-]{1,80}$/

function Opened({ opening }: { opening: () => Opening }) {
  const [{ session, draft }] = useState(() => {
    const opened = opening()
    const draft = draftOf(opened.name)
    const isOther = draft !== null && draft.text !== opened.text
    return { session: new Session(isOther ? { ...opened, text: draft.text, type: opened.saved ? opened.type : draft.type, substitutions: draft.substitutions } : opened), draft: isOther ? draft : null }
  })
  return (
    <SessionProvider value={session}>
      <Studio draft={draft} />
    </SessionProvider>
  )
}
