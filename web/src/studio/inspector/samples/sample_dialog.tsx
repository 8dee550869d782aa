import { useMutation, useQuery } from '@tanstack/react-query'
import { History, Inbox } from 'lucide-react'
import { useState } from 'react'

import { readExecutions } from '../../../api/executions_page.ts'
import { formatAgo } from '../../../format/format.ts'
import { useNow } from '../../../format/clock.ts'
import { useTexts } from '../../../texts/texts.tsx'
import { Button } from '../../../ui/button.tsx'
import { CodeField } from '../../../ui/code_field.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Segments } from '../../../ui/field.tsx'
import { Empty, Failure, Loading } from '../../../ui/states.tsx'
import { useToasts } from '../../../ui/toast.tsx'
import type { State } from '../../../workflow/definition.ts'
import type { StateSample } from '../../session.ts'
import { useSession, useStudio } from '../../session_context.tsx'
import { variablesBefore } from '../expression/scope.ts'
import { hasResult } from '../expression/state_sight.tsx'
import { isObject, jsonOf } from '../json.ts'
import { readSamples } from './execution_samples.ts'

type SampleDialogProps = { state: State; onClose: () => void }

/** Chooses what data a state is shown with: of a past execution, or typed. */
export function SampleDialog({ state, onClose }: SampleDialogProps) {
  const t = useTexts()
  const sample = useStudio((studio) => studio.samples.get(state.name) ?? null)
  const [from, setFrom] = useState<'executions' | 'typed'>(sample?.source.kind === 'typed' ? 'typed' : 'executions')
  return (
    <Dialog title={t('inspector-sample-title', { state: state.name })} size="medium" onClose={onClose}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Segments
          label={t('inspector-sample-from')}
          value={from}
          onChange={setFrom}
          className="justify-self-start"
          choices={[
            { value: 'executions', label: t('inspector-sample-executions') },
            { value: 'typed', label: t('inspector-sample-type') },
          ]}
        />
        {from === 'executions' ? <PastExecutions state={state} onClose={onClose} /> : <TypedSample state={state} sample={sample} onClose={onClose} />}
      </div>
    </Dialog>
  )
}

/** So many of the last executions are offered. */
const EXECUTIONS_SHOWN = 20

function PastExecutions({ state, onClose }: SampleDialogProps) {
  const t = useTexts()
  const session = useSession()
  const toasts = useToasts()
  const now = useNow()
  const machine = useStudio((studio) => studio.name)
  const executions = useQuery({ queryKey: ['studio-executions', machine], queryFn: ({ signal }) => readExecutions({ machine, limit: EXECUTIONS_SHOWN, sort: 'newest' }, signal) })
  const reading = useMutation({
    mutationFn: (arn: string) => readSamples(arn, session.now().document.workflow),
    onSuccess: (samples) => {
      session.set({ samples: new Map([...session.now().samples, ...samples]) })
      if (samples.has(state.name)) onClose()
      else toasts.refused(t('inspector-sample-not-visited', { state: state.name }))
    },
  })
  if (executions.isError) return <Failure error={executions.error} onRetry={() => void executions.refetch()} />
  if (!executions.data) return <Loading />
  if (executions.data.items.length === 0) return <Empty icon={<Inbox />} title={t('inspector-sample-none')}>{t('inspector-sample-none-detail')}</Empty>
  return (
    <>
      {reading.isError ? <Failure error={reading.error} /> : null}
      <ul className="divide-y divide-line">
        {executions.data.items.map((execution) => (
          <li key={execution.arn}>
            <button type="button" disabled={reading.isPending} onClick={() => reading.mutate(execution.arn)} className="flex min-h-11 w-full items-center gap-3 rounded-sm px-2 text-left text-sm hover:bg-ink/5 disabled:opacity-60">
              <History aria-hidden size={15} className="shrink-0 text-soft" />
              <span className="min-w-0 flex-1 truncate">
                {execution.order ? <span className="font-medium"><span className="tabular">#{execution.order.number}</span> {execution.order.customer} </span> : null}
                <span className={execution.order ? 'font-mono text-xs text-soft' : 'font-mono text-xs'}>{execution.name}</span>
              </span>
              <span className="tabular shrink-0 text-xs text-soft">{formatAgo(execution.started_at, now)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function TypedSample({ state, sample, onClose }: SampleDialogProps & { sample: StateSample | null }) {
  const t = useTexts()
  const session = useSession()
  const workflow = useStudio((studio) => studio.document.workflow)
  const names = variablesBefore(workflow, state.id)
  const known = sample?.variables ?? {}
  const [input, setInput] = useState(JSON.stringify(sample?.input ?? {}, null, 2))
  const [variables, setVariables] = useState(JSON.stringify(names.length > 0 ? { ...Object.fromEntries(names.map((name) => [name, null])), ...known } : known, null, 2))
  const [result, setResult] = useState(sample?.result === undefined ? '' : JSON.stringify(sample.result, null, 2))
  const read = { input: jsonOf(input), variables: jsonOf(variables), result: jsonOf(result) }
  const given = isObject(read.variables) ? read.variables : null
  const faulty = read.input === undefined || given === null || (result.trim() !== '' && read.result === undefined)
  const save = () => {
    if (read.input === undefined || given === null) return
    session.addSample(state.name, { input: read.input, variables: given, context: sample?.context, result: read.result, source: { kind: 'typed' } })
    onClose()
  }
  return (
    <>
      <CodeField label={t('inspector-sample-input')} language="json" value={input} onChange={setInput} className="max-h-72 min-h-28 overflow-y-auto" />
      {hasResult(state) ? <CodeField label={t('inspector-sample-result')} hint={t('inspector-sample-result-hint')} language="json" value={result} onChange={setResult} className="max-h-60 min-h-20 overflow-y-auto" /> : null}
      {names.length > 0 || Object.keys(known).length > 0 ? <CodeField label={t('inspector-sample-variables')} language="json" value={variables} onChange={setVariables} error={given === null ? t('inspector-no-json') : null} className="max-h-60 min-h-20 overflow-y-auto" /> : null}
      <div className="flex justify-end">
        <Button kind="primary" disabled={faulty} onClick={save}>{t('inspector-sample-use')}</Button>
      </div>
    </>
  )
}
