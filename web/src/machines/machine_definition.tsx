import { useMutation, useQuery } from '@tanstack/react-query'
import { BadgeCheck, CircleCheck, TriangleAlert, X } from 'lucide-react'
import { useMemo } from 'react'

import { lastOf, type Machine, machineQuery, validate, type Verdict, versionsQuery } from '../api/state_machines.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/card.tsx'
import { classNames } from '../ui/class_names.ts'
import { CodeDiff, CodeEditor } from '../ui/code_editor.tsx'
import { CopyButton } from '../ui/copy_button.tsx'
import { Select } from '../ui/field.tsx'
import { useSearchMembers } from '../ui/search_members.ts'
import { Failure, Loading, Note, Skeleton } from '../ui/states.tsx'
import { allStates, readWorkflow } from '../workflow/definition.ts'
import { FlowGraph } from '../workflow/flow_graph.tsx'
import { layoutQuery } from '../workflow/layout_query.ts'

/** What a machine does, as it is written; and what became of it from one version to another. */
export function MachineDefinition({ machine }: { machine: Machine }) {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const versions = useQuery(versionsQuery(machine.stateMachineArn)).data ?? []
  const names = versions.map((one) => lastOf(one.stateMachineVersionArn))
  const shown = names.find((one) => one === search.version) ?? ''
  const other = ['now', ...names].find((one) => one === search.compare) ?? ''
  const arnOf = (version: string) => (version === '' || version === 'now' ? machine.stateMachineArn : `${machine.stateMachineArn}:${version}`)
  const after = useQuery(machineQuery(arnOf(shown)))
  const before = useQuery({ ...machineQuery(arnOf(other)), enabled: other !== '' })
  const validating = useMutation({ mutationFn: (definition: string) => validate(definition, machine.type) })
  const failed = after.isError ? after : before.isError ? before : null
  const isComparing = other !== '' && other !== (shown || 'now')
  return (
    <Panel
      title={t('machines-tab-definition')}
      actions={
        after.data ? (
          <>
            <CopyButton text={after.data.definition} label={t('copy')} kind="secondary" />
            <Button size="small" icon={<BadgeCheck aria-hidden size={16} />} busy={validating.isPending} onClick={() => validating.mutate(after.data.definition)}>
              {t('machines-validate')}
            </Button>
          </>
        ) : null
      }
    >
      <div className="grid gap-4">
        {names.length > 0 ? (
          <div className="grid gap-3 sm:max-w-xl sm:grid-cols-2">
            <Select label={t('machines-shown')} value={shown} onChange={(event) => change({ version: event.target.value })}>
              <option value="">{t('machines-current')}</option>
              {names.map((one) => (
                <option key={one} value={one}>{t('machines-version-n', { n: one })}</option>
              ))}
            </Select>
            <Select label={t('machines-compare')} value={other} onChange={(event) => change({ compare: event.target.value })}>
              <option value="">{t('machines-compare-none')}</option>
              <option value="now" disabled={shown === ''}>{t('machines-current')}</option>
              {names.map((one) => (
                <option key={one} value={one} disabled={one === shown}>{t('machines-version-n', { n: one })}</option>
              ))}
            </Select>
          </div>
        ) : null}
        {validating.error ? <Failure error={validating.error} /> : null}
        {validating.data && validating.variables === after.data?.definition ? <VerdictNotes verdict={validating.data} /> : null}
        {failed ? <Failure error={failed.error} onRetry={() => void failed.refetch()} /> : null}
        {after.isPending || (isComparing && before.isPending) ? (
          <Loading>
            <Skeleton className="h-96" />
          </Loading>
        ) : null}
        {after.data && isComparing && before.data ? (
          before.data.definition === after.data.definition ? (
            <Note tone="good" icon={<CircleCheck size={18} />}>{t('machines-same')}</Note>
          ) : (
            <CodeDiff label={t('machines-compare')} before={before.data.definition} after={after.data.definition} language="json" className="max-h-[40rem] overflow-auto" />
          )
        ) : null}
        {after.data && !isComparing ? <Drawn definition={after.data.definition} state={search.state ?? ''} onState={(state) => change({ state })} /> : null}
      </div>
    </Panel>
  )
}

type DrawnProps = { definition: string; state: string; onState: (state: string | undefined) => void }

/** The picture of a definition beside its text: the whole, or that of the chosen state. */
function Drawn({ definition, state, onState }: DrawnProps) {
  const t = useTexts()
  const layout = useQuery(layoutQuery(definition)).data
  const workflow = useMemo(() => readWorkflow(definition), [definition])
  const chosen = workflow && [...allStates(workflow)].find((one) => one.name === state)
  const text = chosen ? JSON.stringify(chosen.source, null, 2) : definition
  return (
    <div className={classNames('grid gap-4', layout && 'xl:grid-cols-2')}>
      {layout ? <FlowGraph label={t('machines-graph')} layout={layout} selected={chosen?.name ?? null} onSelect={(name) => onState(name === state ? undefined : name)} className="h-[36rem] max-xl:h-96" /> : null}
      <div className="relative min-w-0">
        {chosen ? (
          <Button size="small" className="absolute top-2 right-4 z-1" icon={<X aria-hidden size={15} />} onClick={() => onState(undefined)}>{t('machines-whole')}</Button>
        ) : null}
        <CodeEditor label={chosen?.name ?? t('machines-tab-definition')} value={text} language="json" className="h-[36rem]" />
      </div>
    </div>
  )
}

function VerdictNotes({ verdict }: { verdict: Verdict }) {
  const t = useTexts()
  if (verdict.diagnostics.length === 0) return <Note tone="good" icon={<CircleCheck size={18} />}>{t('machines-valid')}</Note>
  return (
    <ul aria-live="polite" className="grid gap-2">
      {verdict.diagnostics.map((one, index) => (
        <li key={`${one.code} ${one.location} ${index}`}>
          <Note tone={one.severity === 'ERROR' ? 'bad' : 'warning'} icon={<TriangleAlert size={18} />}>
            {one.message}
            {one.location ? <code className="block font-mono text-xs">{one.location}</code> : null}
          </Note>
        </li>
      ))}
    </ul>
  )
}
