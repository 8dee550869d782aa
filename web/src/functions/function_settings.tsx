import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Save } from 'lucide-react'
import type { FormEvent } from 'react'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { Facts, Panel } from '../ui/card.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { advice, type Blamed, blamed } from './advice.ts'
import { EnvironmentFields, environmentOf, repeatedNames, variablesOf } from './environment_fields.tsx'
import { FunctionUrl } from './function_url.tsx'
import { type FunctionConfiguration, functionQuery, functionsQuery, isBuiltIn, updateSettings } from './lambda.ts'

const inPlace: readonly Blamed[] = ['timeout', 'memory', 'role', 'handler']

export function FunctionSettings({ configuration }: { configuration: FunctionConfiguration }) {
  const t = useTexts()
  const toasts = useToasts()
  const queries = useQueryClient()
  const name = configuration.FunctionName
  const readOnly = isBuiltIn(configuration)
  const [description, setDescription] = useState(configuration.Description)
  const [handler, setHandler] = useState(configuration.Handler)
  const [role, setRole] = useState(configuration.Role)
  const [timeout, setTimeout] = useState(String(configuration.Timeout))
  const [memory, setMemory] = useState(String(configuration.MemorySize))
  const [variables, setVariables] = useState(() => variablesOf(configuration.Environment?.Variables ?? {}))
  const saving = useMutation({
    mutationFn: () => {
      const settings = { Description: description, Handler: handler, Role: role, Timeout: Number(timeout), MemorySize: Number(memory), Environment: { Variables: environmentOf(variables) } }
      return updateSettings(name, settings, configuration.RevisionId)
    },
    onSuccess: async (now) => {
      toasts.done(t('functions-saved'))
      queries.setQueryData(functionQuery(name).queryKey, now)
      await queries.invalidateQueries({ queryKey: functionsQuery.queryKey, exact: true })
    },
  })
  const save = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const fault = saving.error ? blamed(saving.error) : null
  const errorOf = (field: Blamed) => (fault === field && saving.error ? saving.error.message : null)
  if (readOnly) {
    return (
      <Panel title={t('functions-tab-settings')} detail={t('functions-built-in-settings')}>
        <Facts
          facts={[
            ['ARN', <code key="arn" className="font-mono text-xs break-all">{configuration.FunctionArn}</code>],
            [t('functions-role'), <code key="role" className="font-mono text-xs break-all">{configuration.Role}</code>],
            [t('functions-timeout-field'), `${configuration.Timeout} s`],
            ['Log group', <code key="log" className="font-mono text-xs break-all">{configuration.LoggingConfig?.LogGroup ?? '—'}</code>],
          ]}
        />
      </Panel>
    )
  }
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Panel title={t('functions-tab-settings')}>
        <form onSubmit={save} className="grid gap-5">
          <TextField label={t('functions-description')} value={description} onChange={(event) => setDescription(event.target.value)} maxLength={256} />
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <TextField label={t('functions-timeout-field')} hint={t('functions-timeout-hint')} error={errorOf('timeout')} type="number" min={1} max={900} required value={timeout} onChange={(event) => setTimeout(event.target.value)} />
            <TextField label={t('functions-memory-field')} hint={t('functions-memory-hint')} error={errorOf('memory')} type="number" min={128} max={10240} required value={memory} onChange={(event) => setMemory(event.target.value)} />
            <TextField label={t('functions-handler')} error={errorOf('handler')} required value={handler} onChange={(event) => setHandler(event.target.value)} spellCheck={false} />
            <TextField label={t('functions-role')} error={errorOf('role')} required value={role} onChange={(event) => setRole(event.target.value)} spellCheck={false} />
          </div>
          <EnvironmentFields variables={variables} onChange={setVariables} readOnly={readOnly} />
          {saving.error && !inPlace.includes(fault ?? 'other') ? <Failure error={saving.error}>{advice(saving.error, t)}</Failure> : null}
          <div>
            <Button type="submit" kind="primary" busy={saving.isPending} disabled={repeatedNames(variables).size > 0} icon={<Save aria-hidden size={17} />}>
              {t('save')}
            </Button>
          </div>
        </form>
      </Panel>
      <FunctionUrl name={name} />
    </div>
  )
}
