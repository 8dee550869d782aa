import { useTexts } from '../../../texts/texts.tsx'
import { Note } from '../../../ui/states.tsx'
import type { State } from '../../../workflow/definition.ts'
import { useStudio } from '../../session_context.tsx'
import { ChoiceSection } from '../choice/choice_section.tsx'
import { useStateSight } from '../expression/state_sight.tsx'
import { NextField } from '../form/next_field.tsx'
import { AddField, FieldsThere, isThere, type OptionalField } from '../form/optional_fields.tsx'
import { Section } from '../form/section.tsx'
import { useProblem } from '../form/use_field.ts'
import { RecoverySection } from '../recovery/recovery_section.tsx'
import { ResourceSection } from '../task/resource_section.tsx'
import { FailSection } from '../types/fail_section.tsx'
import { MapSection } from '../types/map_section.tsx'
import { ParallelSection } from '../types/parallel_section.tsx'
import { WaitSection } from '../types/wait_section.tsx'
import { optionalFields } from './optional_state_fields.tsx'
import { OtherMembers } from './other_members.tsx'

/** What a state is for, then what is the same for all states; fields that are not written are a menu away. */
export function StateForm({ state }: { state: State }) {
  const t = useTexts()
  const { language } = useStateSight()
  const machine = useStudio((studio) => studio.document.workflow.queryLanguage)
  const error = useProblem(state.path, 'alone')
  const nothing: OptionalField[] = []
  const { data, limits, about } = state.type === 'Unknown' ? { data: nothing, limits: nothing, about: nothing } : optionalFields(state, state.type, language, machine, t)
  const isWritten = (field: OptionalField) => isThere(field, state.source)
  const shown = (fields: readonly OptionalField[]) => <FieldsThere path={state.path} value={state.source} fields={fields} />
  const absent = [...data, ...limits, ...about].filter((field) => !isWritten(field))
  const leads = state.type !== 'Choice' && state.type !== 'Succeed' && state.type !== 'Fail'
  return (
    <>
      {error ? <div className="p-4"><Note tone="bad" className="text-sm break-words whitespace-pre-wrap">{error}</Note></div> : null}
      {about.some(isWritten) ? <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5 p-4">{shown(about)}</div> : null}
      {state.type === 'Task' ? <ResourceSection state={state} /> : null}
      {state.type === 'Choice' ? <ChoiceSection state={state} /> : null}
      {state.type === 'Wait' ? <WaitSection state={state} /> : null}
      {state.type === 'Fail' ? <FailSection state={state} /> : null}
      {state.type === 'Parallel' ? <ParallelSection state={state} /> : null}
      {state.type === 'Map' ? <MapSection state={state} /> : null}
      {data.some(isWritten) ? <Section title={t('inspector-data')}>{shown(data)}</Section> : null}
      {limits.some(isWritten) ? <Section title={t('inspector-limits')}>{shown(limits)}</Section> : null}
      {state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map' ? <RecoverySection state={state} /> : null}
      {leads ? <Section title={t('inspector-afterwards')}><NextField state={state} /></Section> : null}
      <OtherMembers state={state} language={language} />
      {absent.length > 0 ? <div className="border-t border-line px-4 py-3"><AddField path={state.path} fields={absent} /></div> : null}
    </>
  )
}
