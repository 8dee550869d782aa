import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'

import { INITIAL_REVISION, machineQuery, machinesQuery } from '../api/state_machines.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { buttonClass } from '../ui/button.tsx'
import { type SearchMembers, useSearchMembers } from '../ui/search_members.ts'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { draftOf, type TakenUp } from './drafts.ts'
import { isMachineName } from './lifecycle/names.ts'
import { sourceQuery } from './lifecycle/source.ts'
import { isTemplateId, templateText } from './lifecycle/templates.ts'
import { BLANK, isChanged, type Opening, Session } from './session.ts'
import { SessionProvider } from './session_context.tsx'
import { Studio } from './studio.tsx'

/** The studio of one machine: one that is there, one that was begun, or a new one. */
export default function StudioPage() {
  const { name } = useParams({ from: '/studio/$name' })
  return <OpenedByName key={name} name={name} />
}

/** Once it is open, what the engine says of the machine does not open it again: what is written here stays. */
function OpenedByName({ name }: { name: string }) {
  const t = useTexts()
  const [search] = useSearchMembers()
  const [opened, setOpened] = useState<Opened | null>(null)
  const machines = useQuery({ ...machinesQuery, enabled: opened === null })
  const listed = machines.data?.find((one) => one.name === name)
  const isToBeRead = opened === null && listed !== undefined
  const machine = useQuery({ ...machineQuery(listed?.stateMachineArn ?? ''), enabled: isToBeRead })
  const source = useQuery({ ...sourceQuery(name), enabled: isToBeRead })
  if (opened) {
    return (
      <SessionProvider value={opened.session}>
        <Studio draft={opened.draft} />
      </SessionProvider>
    )
  }
  if (!isMachineName(name)) {
    return (
      <Empty heading="h1" title={t('studio-name-wrong', { name })} action={<Link to={paths.studio()} className={buttonClass('primary')}>{t('studio-begin')}</Link>}>
        {t('studio-name-rule')}
      </Empty>
    )
  }
  const failed = [machines, machine, source].find((one) => one.isError)
  if (failed) return <Failure error={failed.error} onRetry={() => void failed.refetch()} className="m-6" />
  if (machines.isFetching || !machines.data || (listed && (machine.isFetching || !machine.data || source.isFetching || source.data === undefined))) return <Loading />
  if (!listed || !machine.data) {
    setOpened(open(beginning(name, search)))
    return <Loading />
  }
  const { stateMachineArn: arn, type, definition, revisionId = INITIAL_REVISION, roleArn } = machine.data
  const written = source.data?.revision_id === revisionId ? source.data : null
  const text = written?.text ?? definition
  const substitutions = written?.substitutions ?? {}
  setOpened(open({ name, text, type, substitutions, saved: { arn, text, substitutions, revisionId, roleArn } }))
  return <Loading />
}

function beginning(name: string, { template, type }: SearchMembers): Opening {
  return { name, text: isTemplateId(template) ? templateText(template) : BLANK, type: type === 'EXPRESS' ? 'EXPRESS' : 'STANDARD', substitutions: {}, saved: null }
}

type Opened = { session: Session; draft: TakenUp | null }

/** With the draft that was left, if there is one. It goes on from the revision it began from, so that saving it overwrites no other unasked. */
function open(opening: Opening): Opened {
  const draft = draftOf(opening.name)
  if (draft === null) return { session: new Session(opening), draft: null }
  const { text, substitutions, revisionId } = draft
  const { saved } = opening
  const isOvertaken = saved !== null && revisionId !== saved.revisionId
  const session = new Session({ ...opening, text, substitutions, type: saved ? opening.type : draft.type, saved: saved && isOvertaken ? { ...saved, revisionId: revisionId ?? '' } : saved })
  // Of a machine that is not there yet, a draft is all there is.
  return { session, draft: saved && isChanged(session.now()) ? { ...draft, isOvertaken } : null }
}
