import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'

import { aliasesQuery, type Finished, lastOf, type Machine, polledCountsQuery, startExecution, startSyncExecution, versionsQuery } from '../api/state_machines.ts'
import { formatDuration } from '../format/format.ts'
import { jsonFault, prettyJson } from '../format/json.ts'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code_block.tsx'
import { CodeField } from '../ui/code_field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select, Switch, TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'

type Started = Pick<Machine, 'name' | 'stateMachineArn' | 'type'>

type StartExecutionProps = { machine: Started; onStarted: (executionArn: string) => void; onClose: () => void }

/** The input that was used last is there the next time. */
const keyOf = (machine: Started) => `entrega.machine-input.${machine.name}`

/** Starts an execution of a machine, a version or an alias of it; one that is waited for is shown here. */
export function StartExecution({ machine, onStarted, onClose }: StartExecutionProps) {
  const t = useTexts()
  const queries = useQueryClient()
  const form = useId()
  const versions = useQuery(versionsQuery(machine.stateMachineArn)).data ?? []
  const aliases = useQuery(aliasesQuery(machine.stateMachineArn)).data ?? []
  const [input, setInput] = useState(() => localStorage.getItem(keyOf(machine)) ?? '{}')
  const [name, setName] = useState('')
  const [of, setOf] = useState(machine.stateMachineArn)
  const [waits, setWaits] = useState(machine.type === 'EXPRESS')
  const fault = jsonFault(input)
  const starting = useMutation({
    mutationFn: async (): Promise<Finished | null> => {
      localStorage.setItem(keyOf(machine), input)
      if (waits) return startSyncExecution(of, name, input)
      const { executionArn } = await startExecution(of, name, input)
      onStarted(executionArn)
      return null
    },
    onSettled: () => queries.invalidateQueries({ queryKey: polledCountsQuery(machine.name).queryKey }),
  })
  const start = (event: FormEvent) => {
    event.preventDefault()
    if (!fault) starting.mutate()
  }
  const isOfName = /'name'|execution.?name|ExecutionAlreadyExists/i.test(starting.error?.message ?? '')
  return (
    <Dialog
      title={t('starting-title', { name: machine.name })}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{starting.data ? t('close') : t('cancel')}</Button>
          <Button type="submit" form={form} kind="primary" busy={starting.isPending} disabled={fault !== null} icon={<Play aria-hidden size={17} />}>
            {t('starting-do')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={start} className="grid gap-4">
        <CodeField label={t('starting-input')} language="json" value={input} onChange={setInput} className="h-56" error={fault && t('starting-input-fault', { fault })} />
        <TextField
          label={t('starting-execution-name')}
          hint={t('starting-execution-name-hint')}
          error={isOfName ? starting.error?.message : null}
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={80}
          spellCheck={false}
          autoComplete="off"
        />
        {versions.length > 0 ? (
          <Select label={t('starting-of')} value={of} onChange={(event) => setOf(event.target.value)}>
            <option value={machine.stateMachineArn}>{t('starting-current')}</option>
            {aliases.map((one) => (
              <option key={one.name} value={one.stateMachineAliasArn}>{t('starting-alias-n', { name: one.name })}</option>
            ))}
            {versions.map((one) => (
              <option key={one.stateMachineVersionArn} value={one.stateMachineVersionArn}>{t('starting-version-n', { n: lastOf(one.stateMachineVersionArn) })}</option>
            ))}
          </Select>
        ) : null}
        {machine.type === 'EXPRESS' ? <Switch label={t('starting-wait')} detail={t('starting-wait-detail')} checked={waits} onChange={(event) => setWaits(event.target.checked)} /> : null}
        {starting.error && !isOfName ? <Failure error={starting.error} /> : null}
        {starting.data ? <FinishedView finished={starting.data} /> : null}
      </form>
    </Dialog>
  )
}

function FinishedView({ finished }: { finished: Finished }) {
  const t = useTexts()
  return (
    <div aria-live="polite" className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={finished.status === 'SUCCEEDED' ? 'good' : 'bad'}>{finished.status}</Badge>
        <span className="tabular text-sm text-soft">{formatDuration((finished.stopDate - finished.startDate) * 1_000)}</span>
      </div>
      {finished.output ? <CodeBlock label={t('starting-output')} text={prettyJson(finished.output)} /> : null}
      {finished.error || finished.cause ? <CodeBlock label={finished.error ?? t('starting-failed')} text={finished.cause ?? ''} /> : null}
    </div>
  )
}
