import { ArrowRight } from 'lucide-react'

import { useTexts } from '../../../texts/texts.tsx'
import { IconButton } from '../../../ui/button.tsx'
import { Select } from '../../../ui/field.tsx'
import { allScopes, type Scope, type State, type StateId, type Workflow } from '../../../workflow/definition.ts'
import type { Path } from '../../../workflow/syntax.ts'
import { useSession, useStudio } from '../../session_context.tsx'
import { useFormEdit } from './use_form_edit.ts'
import { textOf } from '../json.ts'
import { FieldName } from './field_name.tsx'
import { useFieldFrame } from './plain_fields.tsx'
import { useProblem } from './use_field.ts'

/** The scope that a state is in: those beside it are where it can lead. */
export function scopeAround(workflow: Workflow, id: StateId): Scope | null {
  for (const scope of allScopes(workflow)) if (scope.states.some((state) => state.id === id)) return scope
  return null
}

/** The names that a state can lead to; a state may lead to itself. */
export function useTargets(state: State): string[] {
  const workflow = useStudio((studio) => studio.document.workflow)
  return scopeAround(workflow, state.id)?.states.map((one) => one.name) ?? []
}

/** Goes to a state, by its name. */
export function GoTo({ name, className }: { name: string; className?: string }) {
  const t = useTexts()
  const session = useSession()
  const id = useStudio((studio) => [...studio.document.states.values()].find((state) => state.name === name)?.id ?? null)
  if (id === null) return null
  return (
    <IconButton size="small" className={className} label={t('inspector-go-to', { state: name })} onClick={() => session.select([id])}>
      <ArrowRight aria-hidden size={15} />
    </IconButton>
  )
}

const END = ' end'

/** What comes after a state: another, or the end. */
export function NextField({ state }: { state: State }) {
  const t = useTexts()
  const edit = useFormEdit()
  const targets = useTargets(state)
  const next = textOf(typeof state.source.Next === 'string' ? state.source.Next : '')
  const error = useProblem([...state.path, 'Next'], 'within')
  const value = next !== '' ? next : state.source.End === true ? END : ''
  const choose = (to: string) => {
    if (to === END) edit({ kind: 'connect', from: state.id, as: { kind: 'next' }, to: 'END' })
    else if (to !== '') edit({ kind: 'connect', from: state.id, as: { kind: 'next' }, to })
  }
  return (
    <div className="flex items-start gap-1">
      <Select compact className="min-w-0 flex-1" label={t('inspector-next')} error={error} beside={<FieldName name={value === END ? 'End' : 'Next'} label={t('inspector-next')} />} value={value} onChange={(event) => choose(event.target.value)}>
        {value === '' ? <option value="">{t('inspector-next-none')}</option> : null}
        <option value={END}>{t('inspector-next-end')}</option>
        <TargetOptions targets={targets} now={next} />
      </Select>
      {next !== '' ? <GoTo name={next} className="mt-7" /> : null}
    </div>
  )
}

function TargetOptions({ targets, now }: { targets: readonly string[]; now: string }) {
  const t = useTexts()
  return (
    <>
      {targets.map((name) => <option key={name} value={name}>{name}</option>)}
      {now !== '' && !targets.includes(now) ? <option value={now}>{t('inspector-next-missing', { state: now })}</option> : null}
    </>
  )
}

/** Where a rule, a catcher or the start of a scope leads: a state by name. */
export function TargetField({ path, label, name, targets, none }: { path: Path; label: string; name?: string; targets: readonly string[]; none?: string }) {
  const t = useTexts()
  const { value, set, around } = useFieldFrame({ path, label, name, isNeeded: true })
  const now = textOf(value)
  return (
    <div className="flex items-start gap-1">
      <Select {...around} className="min-w-0 flex-1" value={now} onChange={(event) => void set(event.target.value === '' ? undefined : event.target.value)}>
        {none !== undefined || now === '' ? <option value="">{none ?? t('inspector-choose-state')}</option> : null}
        <TargetOptions targets={targets} now={now} />
      </Select>
      {now !== '' ? <GoTo name={now} className="mt-7" /> : null}
    </div>
  )
}
