import { useQuery } from '@tanstack/react-query'
import { Info } from 'lucide-react'
import { useDeferredValue, useId, useState } from 'react'

import { problemWords } from '../../../api/problem.ts'
import { type Texts, useTexts } from '../../../texts/texts.tsx'
import { Segments, Select, TextField } from '../../../ui/field.tsx'
import type { State } from '../../../workflow/definition.ts'
import { integrationsQuery } from '../../palette/catalogue/services.ts'
import { useStudio } from '../../session_context.tsx'
import { useStateSight } from '../expression/state_sight.tsx'
import { FieldName } from '../form/field_name.tsx'
import { Section } from '../form/section.tsx'
import { useDraft } from '../form/use_draft.ts'
import { useField } from '../form/use_field.ts'
import { useFormEdit } from '../form/use_form_edit.ts'
import { isObject, textOf } from '../json.ts'
import { activitiesQuery, commonIntegrations, functionNamesQuery } from './integrations.ts'
import { functionArnLike, type Pattern, readResource, type TaskResource, withPattern } from './resource.ts'

type Asked = 'function' | 'service' | 'activity'

/** Whom a task asks. */
export function ResourceSection({ state }: { state: State }) {
  const t = useTexts()
  const { value, set, error } = useField([...state.path, 'Resource'])
  const text = textOf(value)
  const resource = readResource(text)
  const [picked, setPicked] = useState<Asked | null>(null)
  const asked = picked ?? askedBy(resource)
  const draft = useDraft(text, (next) => void set(next.trim()))
  return (
    <Section title={t('inspector-calls')}>
      <Segments
        label={t('inspector-calls')}
        value={asked}
        onChange={setPicked}
        choices={[
          { value: 'function', label: t('inspector-function') },
          { value: 'service', label: t('inspector-service') },
          { value: 'activity', label: t('inspector-activity') },
        ]}
        className="justify-self-start"
      />
      {asked === 'function' ? <FunctionPicker resource={resource} text={text} onPick={set} /> : asked === 'service' ? <IntegrationPicker resource={resource} text={text} state={state} onPick={set} /> : <ActivityPicker resource={resource} onPick={set} />}
      <TextField compact code label={t('inspector-resource')} beside={<FieldName name="Resource" label={t('inspector-resource')} />} error={error} {...draft} />
      <p className="flex items-start gap-2 rounded-md bg-sunken/60 px-3 py-2 text-sm text-soft">
        <Info aria-hidden size={15} className="mt-0.5 shrink-0" />
        <span className="min-w-0 break-words">{explanation(resource, t)}</span>
      </p>
    </Section>
  )
}

function askedBy(resource: TaskResource): Asked {
  if (resource.kind === 'activity') return 'activity'
  return resource.kind === 'integration' ? 'service' : 'function'
}

type PickerProps = { resource: TaskResource; onPick: (resource: string) => unknown }

function FunctionPicker({ resource, text, onPick }: PickerProps & { text: string }) {
  const t = useTexts()
  const functions = useQuery(functionNamesQuery)
  const name = resource.kind === 'function' ? resource.name : ''
  const listed = functions.data ?? []
  return (
    <Select
      compact
      label={t('inspector-function-which')}
      hint={functions.isError ? problemWords(functions.error, t).title : undefined}
      value={name}
      onChange={(event) => {
        const chosen = listed.find((one) => one.FunctionName === event.target.value)
        if (chosen) onPick(functionArnLike(text, chosen.FunctionArn))
      }}
    >
      {name === '' ? <option value="">{t('inspector-function-choose')}</option> : null}
      {listed.map((one) => <option key={one.FunctionArn} value={one.FunctionName}>{one.FunctionName}</option>)}
      {name !== '' && !listed.some((one) => one.FunctionName === name) ? <option value={name}>{name}</option> : null}
    </Select>
  )
}

function ActivityPicker({ resource, onPick }: PickerProps) {
  const t = useTexts()
  const activities = useQuery(activitiesQuery)
  const arn = resource.kind === 'activity' ? resource.arn : ''
  const listed = activities.data ?? []
  return (
    <Select compact label={t('inspector-activity-which')} hint={activities.data?.length === 0 ? t('inspector-activities-none') : undefined} value={arn} onChange={(event) => event.target.value !== '' && onPick(event.target.value)}>
      {arn === '' ? <option value="">{t('inspector-choose')}</option> : null}
      {listed.map((one) => <option key={one.activityArn} value={one.activityArn}>{one.name}</option>)}
      {resource.kind === 'activity' && !listed.some((one) => one.activityArn === arn) ? <option value={arn}>{resource.name}</option> : null}
    </Select>
  )
}

function IntegrationPicker({ resource, text, state, onPick }: PickerProps & { text: string; state: State }) {
  const t = useTexts()
  const id = useId()
  const type = useStudio((studio) => studio.type)
  const isIntegration = resource.kind === 'integration'
  const call = isIntegration ? `${resource.isSdk ? 'aws-sdk:' : ''}${resource.service}:${resource.operation}` : ''
  const suffix = isIntegration ? resource.suffix : ''
  const edit = useFormEdit()
  const { language } = useStateSight()
  const draft = useDraft(call, (next) => {
    const trimmed = next.trim().replace(/^arn:aws:states:::/, '')
    if (trimmed === '') return
    const picked = `arn:aws:states:::${trimmed}${trimmed.includes('.') ? '' : suffix}`
    const given = found.find((one) => one.resource === picked)?.arguments
    const member = language === 'JSONata' ? 'Arguments' : 'Parameters'
    // What it cannot do without is written with it, where nothing is yet.
    if (isObject(given) && !(member in state.source)) edit({ kind: 'setMany', fields: [{ path: [...state.path, 'Resource'], value: picked }, { path: [...state.path, member], value: given }] })
    else onPick(picked)
  })
  const words = useDeferredValue(draft.value.trim())
  const found = useQuery(integrationsQuery(words === call ? '' : words)).data ?? []
  const offered = new Set([...commonIntegrations, ...found.map((one) => one.resource.replace('arn:aws:states:::', ''))])
  return (
    <>
      <TextField compact code label={t('inspector-integration')} hint={isIntegration ? undefined : t('inspector-integration-hint')} list={id} autoComplete="off" {...draft} />
      <datalist id={id}>{[...offered].map((one) => <option key={one} value={one} />)}</datalist>
      {isIntegration && resource.service === 'lambda' && resource.operation === 'invoke' ? <InvokedFunction state={state} /> : null}
      {isIntegration && (type === 'STANDARD' || resource.pattern !== 'request_response') ? (
        <Select compact label={t('inspector-pattern')} value={resource.pattern} onChange={(event) => onPick(withPattern(text, patternOf(event.target.value)))}>
          <option value="request_response">{t('inspector-pattern-response')}</option>
          <option value="run_job">{t('inspector-pattern-job')}</option>
          <option value="wait_for_token">{t('inspector-pattern-token')}</option>
        </Select>
      ) : null}
    </>
  )
}

function patternOf(value: string): Pattern {
  return value === 'run_job' || value === 'wait_for_token' ? value : 'request_response'
}

/** The function that `lambda:invoke` is to call, which its arguments say. */
function InvokedFunction({ state }: { state: State }) {
  const t = useTexts()
  const { language } = useStateSight()
  const member = language === 'JSONata' ? 'Arguments' : 'Parameters'
  const path = [...state.path, member]
  const args = useField(path, 'alone')
  const functions = useQuery(functionNamesQuery)
  const given = isObject(args.value) ? args.value : {}
  const name = textOf(given.FunctionName)
  const listed = functions.data ?? []
  if (args.value !== undefined && !isObject(args.value)) return null
  if ('FunctionName.$' in given || name.includes('{%')) return null
  const known = listed.find((one) => one.FunctionName === name || one.FunctionArn === name)
  return (
    <Select
      compact
      label={t('inspector-function-which')}
      beside={<FieldName name={`${member}.FunctionName`} label={t('inspector-function-which')} />}
      value={known?.FunctionName ?? name}
      onChange={(event) => event.target.value !== '' && args.set({ ...given, FunctionName: event.target.value })}
    >
      {name === '' ? <option value="">{t('inspector-function-choose')}</option> : null}
      {listed.map((one) => <option key={one.FunctionArn} value={one.FunctionName}>{one.FunctionName}</option>)}
      {name !== '' && !known ? <option value={name}>{name}</option> : null}
    </Select>
  )
}

/** What the task does, in a sentence. */
function explanation(resource: TaskResource, t: Texts): string {
  switch (resource.kind) {
    case 'function':
      return t('inspector-explain-function', { name: resource.name })
    case 'activity':
      return t('inspector-explain-activity', { name: resource.name })
    case 'other':
      return resource.text === '' ? t('inspector-explain-nothing') : t('inspector-explain-other')
    case 'integration': {
      const call = `${resource.service}:${resource.operation}`
      const does = callWords(call, t)
      if (resource.pattern === 'run_job') return t('inspector-explain-job', { does })
      if (resource.pattern === 'wait_for_token') return t('inspector-explain-token', { does })
      return t('inspector-explain-response', { does })
    }
  }
}

function callWords(call: string, t: Texts): string {
  const words: Record<string, string> = {
    'lambda:invoke': t('inspector-does-lambda'),
    'dynamodb:getItem': t('inspector-does-get-item'),
    'dynamodb:putItem': t('inspector-does-put-item'),
    'dynamodb:updateItem': t('inspector-does-update-item'),
    'dynamodb:deleteItem': t('inspector-does-delete-item'),
    'sns:publish': t('inspector-does-publish'),
    'sqs:sendMessage': t('inspector-does-send-message'),
    'events:putEvents': t('inspector-does-put-events'),
    'states:startExecution': t('inspector-does-start-execution'),
    'bedrock:invokeModel': t('inspector-does-invoke-model'),
    'http:invoke': t('inspector-does-http'),
  }
  return words[call] ?? t('inspector-does-call', { call })
}
