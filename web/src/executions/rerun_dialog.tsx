import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'

import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { CodeEditor } from '../ui/code_editor.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { Failure, Loading, Note } from '../ui/states.tsx'
import { readWorkflow } from '../workflow/definition.ts'
import type { ExecutionDetail } from '../api/execution.ts'
import { eventQuery, textDetail, variablesQuery } from './event_query.ts'
import { isJson, prettyJson } from '../format/json.ts'
import { rerun } from './rerun.ts'
import type { Step, Steps } from '../history/steps.ts'

type RerunDialogProps = { execution: ExecutionDetail; steps: Steps; from: string | null; onClose: () => void }

/** A new execution of the same definition, from the start or from a step, with data that may be mended first. */
export function RerunDialog({ execution, steps, from, onClose }: RerunDialogProps) {
  const t = useTexts()
  const [state, setState] = useState(from ?? '')
  const states = useMemo(() => readWorkflow(execution.definition ?? '')?.states.map((one) => one.name) ?? [], [execution.definition])
  const step = state === '' ? null : (steps.byState.get(state)?.findLast((one) => one.depth === 0) ?? null)
  return (
    <Dialog title={t('executions-rerun-title')} size="medium" onClose={onClose}>
      <div className="grid gap-4">
        <Select label={t('executions-rerun-from')} value={state} onChange={(event) => setState(event.target.value)}>
          <option value="">{t('executions-rerun-from-start')}</option>
          {states.map((name) => <option key={name} value={name}>{steps.byState.has(name) ? name : t('executions-rerun-from-unseen', { state: name })}</option>)}
        </Select>
        <WithData key={state} execution={execution} steps={steps} state={state} step={step} onClose={onClose} />
      </div>
    </Dialog>
  )
}

type WithDataProps = { execution: ExecutionDetail; steps: Steps; state: string; step: Step | null; onClose: () => void }

/** The data that the step had is what the editors begin with. */
function WithData(props: WithDataProps) {
  const { execution, steps, step } = props
  const entered = useQuery(eventQuery(execution.arn, step?.id ?? null))
  const variables = useQuery({ ...variablesQuery(execution.arn, steps, step ?? neverEntered), enabled: step !== null })
  if (entered.isError || variables.isError) return <Failure error={entered.error ?? variables.error} />
  if (step && (entered.isPending || variables.isPending)) return <Loading />
  const input = step ? textDetail(entered.data, 'input') : execution.input
  const before = step ? variables.data?.before : undefined
  return <Fields {...props} input={prettyJson(input ?? '{}')} variables={before && Object.keys(before).length > 0 ? prettyJson(`{${Object.entries(before).map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`) : ''} />
}

const neverEntered: Step = {
  id: 0, state: '', type: '', status: 'running', visit: 0, entered: 0, left: null, exitEvent: null, error: null, cause: null, resource: null, attempts: [], spans: [],
  within: null, branch: null, iteration: null, follows: null, depth: 0, iterations: new Map(), mapRun: null, child: null, events: [],
}

function Fields({ execution, state, input: givenInput, variables: givenVariables, onClose }: WithDataProps & { input: string; variables: string }) {
  const t = useTexts()
  const navigate = useNavigate()
  const [input, setInput] = useState(givenInput)
  const [variables, setVariables] = useState(givenVariables)
  const [name, setName] = useState('')
  const rerunning = useMutation({
    mutationFn: () =>
      rerun(execution.arn, {
        from: state || null,
        input: input === givenInput && state === '' ? null : input,
        variables: state === '' || variables.trim() === '' ? null : variables,
        name: name.trim() || null,
      }),
    onSuccess: (begun) => {
      onClose()
      void navigate({ to: paths.execution(begun) })
    },
  })
  const isReady = isJson(input) && (variables.trim() === '' || isJson(variables))
  return (
    <>
      <div className="grid gap-1.5">
        <span className="text-sm font-semibold">{t('executions-input')}</span>
        <CodeEditor label={t('executions-input')} language="json" value={input} onChange={setInput} className="h-44" />
      </div>
      {state === '' ? null : (
        <div className="grid gap-1.5">
          <span className="text-sm font-semibold">{t('executions-tab-variables')}</span>
          <CodeEditor label={t('executions-tab-variables')} language="json" value={variables} onChange={setVariables} className="h-32" />
        </div>
      )}
      <TextField label={t('executions-start-name')} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
      <Note tone="warning">{t('executions-rerun-note')}</Note>
      {rerunning.isError ? <Failure error={rerunning.error} /> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button kind="primary" disabled={!isReady} busy={rerunning.isPending} onClick={() => rerunning.mutate()}>{t('executions-rerun')}</Button>
      </div>
    </>
  )
}
