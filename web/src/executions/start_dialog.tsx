import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { awsJson } from '../api/aws.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { CodeEditor } from '../ui/code_editor.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { isJson } from '../format/json.ts'
import { machinesQuery } from '../api/state_machines.ts'

/** Starts an execution of a state machine with an input of one's own. */
export function StartDialog({ machine, onClose }: { machine: string; onClose: () => void }) {
  const t = useTexts()
  const navigate = useNavigate()
  const machines = useQuery(machinesQuery).data
  const [chosen, setChosen] = useState(machine)
  const [name, setName] = useState('')
  const [input, setInput] = useState('{}')
  const target = machines?.find((one) => one.name === chosen) ?? machines?.[0]
  const start = useMutation({
    mutationFn: (stateMachineArn: string) => awsJson<{ executionArn: string }>('states', 'StartExecution', { stateMachineArn, name: name.trim() || undefined, input }),
    onSuccess: ({ executionArn }) => void navigate({ to: paths.execution(executionArn) }),
  })
  return (
    <Dialog
      title={t('executions-start-title')}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={start.isPending} disabled={!target || !isJson(input)} onClick={() => target && start.mutate(target.stateMachineArn)}>
            {t('executions-start-do')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Select label={t('executions-column-machine')} value={target?.name ?? ''} onChange={(event) => setChosen(event.target.value)}>
          {machines?.map((one) => <option key={one.stateMachineArn} value={one.name}>{one.name}</option>)}
        </Select>
        <TextField label={t('executions-start-name')} hint={t('executions-start-name-hint')} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
        <div className="grid gap-1.5">
          <span className="text-sm font-semibold">{t('executions-input')}</span>
          <CodeEditor label={t('executions-input')} language="json" value={input} onChange={setInput} className="h-64" />
        </div>
        {start.isError ? <Failure error={start.error} /> : null}
      </div>
    </Dialog>
  )
}
