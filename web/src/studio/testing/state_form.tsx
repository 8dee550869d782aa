import { TriangleAlert } from 'lucide-react'

import { jsonFault } from '../../format/json.ts'
import { type Texts, useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeField } from '../../ui/code_field.tsx'
import { Checkbox, Segments, Select, TextField } from '../../ui/field.tsx'
import { Note } from '../../ui/states.tsx'
import { allStates, type State } from '../../workflow/definition.ts'
import type { StateSample } from '../session.ts'
import { doesWork, onlyMocked, type StateDraft, type StateFault } from './state_draft.ts'
import { type FieldValidation, fieldValidations, type InspectionLevel, inspectionLevels } from '../test_state.ts'

type Faults = Partial<Record<keyof StateDraft, StateFault>>

type PartProps = { state: State; draft: StateDraft; faults: Faults; onChange: (members: Partial<StateDraft>) => void }

type StateFormProps = PartProps & { sample: StateSample | null; roles: readonly string[] }

/** With what a state is tested. */
export function StateForm({ state, draft, faults, sample, roles, onChange }: StateFormProps) {
  const t = useTexts()
  const part = { state, draft, faults, onChange }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
        <CodeField label={t('testing-input')} language="json" value={draft.input} error={jsonFault(draft.input)} onChange={(input) => onChange({ input })} className="max-h-80 min-h-24 overflow-y-auto" />
        {sample ? <FromSample sample={sample} onChange={onChange} /> : null}
      </div>
      {doesWork(state) ? <WorkForm {...part} roles={roles} /> : null}
      <Segments<InspectionLevel>
        label={t('testing-level')}
        value={draft.level}
        onChange={(level) => onChange({ level })}
        className="justify-self-start"
        choices={inspectionLevels.map((value) => ({ value, label: levelWords(value, t) }))}
      />
      <details className="rounded-md border border-line px-3 py-2 [&[open]]:pb-3">
        <summary className="min-h-6 text-sm font-semibold">{t('testing-more')}</summary>
        <div className="mt-3 grid gap-4">
          <CodeField label={t('testing-variables')} hint={t('testing-variables-hint')} language="json" value={draft.variables} error={faults.variables ? t('testing-object-needed') : null} onChange={(variables) => onChange({ variables })} className="min-h-11" />
          {doesWork(state) && draft.work !== 'real' ? <Circumstances {...part} /> : null}
        </div>
      </details>
    </div>
  )
}

function levelWords(level: InspectionLevel, t: Texts): string {
  switch (level) {
    case 'INFO':
      return t('testing-level-info')
    case 'DEBUG':
      return t('testing-level-debug')
    case 'TRACE':
      return t('testing-level-trace')
  }
}

/** What the state was given when it was last seen to be come to. */
function FromSample({ sample, onChange }: { sample: StateSample; onChange: (members: Partial<StateDraft>) => void }) {
  const t = useTexts()
  const take = () => onChange({ input: JSON.stringify(sample.input, null, 2), ...(Object.keys(sample.variables).length > 0 ? { variables: JSON.stringify(sample.variables, null, 2) } : {}) })
  const words = sample.source.kind === 'execution' ? t('testing-sample-execution', { name: sample.source.name }) : sample.source.kind === 'rehearsal' ? t('testing-sample-rehearsal') : t('testing-sample-typed')
  return <Button size="small" onClick={take} className="justify-self-start">{words}</Button>
}

function WorkForm({ state, draft, faults, roles, onChange }: PartProps & { roles: readonly string[] }) {
  const t = useTexts()
  return (
    <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-semibold">{t('testing-work')}</legend>
      <Segments<StateDraft['work']>
        label={t('testing-work')}
        value={draft.work}
        onChange={(work) => onChange({ work })}
        className="justify-self-start"
        choices={[
          { value: 'result', label: t('testing-work-result') },
          { value: 'error', label: t('testing-work-error') },
          { value: 'real', label: t('testing-work-real'), disabled: onlyMocked(state) },
        ]}
      />
      {draft.work === 'result' ? (
        <>
          <CodeField label={t('testing-result')} language="json" value={draft.result} error={jsonFault(draft.result)} onChange={(result) => onChange({ result })} className="max-h-72 min-h-24 overflow-y-auto" />
          {state.type === 'Task' ? (
            <Select label={t('testing-validation')} value={draft.validation} onChange={(event) => onChange({ validation: fieldValidations.find((one) => one === event.target.value) ?? 'STRICT' })}>
              {fieldValidations.map((one) => <option key={one} value={one}>{validationWords(one, t)}</option>)}
            </Select>
          ) : null}
        </>
      ) : draft.work === 'error' ? (
        <div className="grid gap-3 @5xl:grid-cols-2">
          <TextField label={t('testing-error-name')} value={draft.error} error={faults.error ? t('testing-error-name-needed') : null} onChange={(event) => onChange({ error: event.target.value })} />
          <TextField label={t('testing-error-cause')} value={draft.cause} onChange={(event) => onChange({ cause: event.target.value })} />
        </div>
      ) : (
        <>
          <Note tone="warning" icon={<TriangleAlert size={18} />} className="py-2 text-sm">{t('testing-work-real-warning', { resource: state.resource })}</Note>
          <Select label={t('testing-role')} value={draft.roleArn} error={faults.roleArn ? t('testing-role-needed') : null} onChange={(event) => onChange({ roleArn: event.target.value })}>
            <option value="">{t('testing-role-choose')}</option>
            {(draft.roleArn === '' || roles.includes(draft.roleArn) ? roles : [draft.roleArn, ...roles]).map((arn) => <option key={arn} value={arn}>{arn}</option>)}
          </Select>
          {draft.level === 'TRACE' ? <Checkbox label={t('testing-reveal')} detail={t('testing-reveal-detail')} checked={draft.reveals} onChange={(event) => onChange({ reveals: event.target.checked })} /> : null}
        </>
      )}
      {onlyMocked(state) ? <p className="text-sm text-soft">{t('testing-work-only-mocked')}</p> : null}
    </fieldset>
  )
}

function validationWords(validation: FieldValidation, t: Texts): string {
  switch (validation) {
    case 'STRICT':
      return t('testing-validation-strict')
    case 'PRESENT':
      return t('testing-validation-present')
    case 'NONE':
      return t('testing-validation-none')
  }
}

/** What is to have happened before; only for a mock. */
function Circumstances({ state, draft, faults, onChange }: PartProps) {
  const t = useTexts()
  const within = state.scopes.flatMap((scope) => [...allStates(scope)])
  const wrongNumber = (fault: StateFault | undefined) => (fault ? t('testing-number-needed') : null)
  return (
    <>
      <CodeField label={t('testing-context')} hint={t('testing-context-hint')} language="json" value={draft.context} error={faults.context ? t('testing-object-needed') : null} onChange={(context) => onChange({ context })} className="min-h-11" />
      <TextField label={t('testing-retries')} hint={t('testing-retries-hint')} inputMode="numeric" value={draft.retries} error={wrongNumber(faults.retries)} onChange={(event) => onChange({ retries: event.target.value })} />
      {draft.work === 'error' && within.length > 0 ? (
        <Select label={t('testing-caused-by')} value={draft.causedBy} onChange={(event) => onChange({ causedBy: event.target.value })}>
          <option value="">{t('testing-caused-by-none')}</option>
          {within.map(({ name }) => <option key={name} value={name}>{name}</option>)}
        </Select>
      ) : null}
      {state.type === 'Map' ? (
        <TextField label={t('testing-failures')} hint={t('testing-failures-hint')} inputMode="numeric" value={draft.failures} error={wrongNumber(faults.failures)} onChange={(event) => onChange({ failures: event.target.value })} />
      ) : null}
      {state.type === 'Map' && state.source.ItemReader !== undefined ? (
        <CodeField label={t('testing-reader-data')} hint={t('testing-reader-data-hint')} language="json" value={draft.items} onChange={(items) => onChange({ items })} className="min-h-11" />
      ) : null}
    </>
  )
}
