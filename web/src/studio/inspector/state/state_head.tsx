import { useTexts } from '../../../texts/texts.tsx'
import { Select, TextField } from '../../../ui/field.tsx'
import { isStateType, type State, stateTypes, type StateType } from '../../../workflow/definition.ts'
import { stateIcons } from '../../../workflow/state_icons.tsx'
import { isTooLong, STATE_NAME_CHARACTERS_MAX } from '../../../workflow/state_names.ts'
import { pointer } from '../../../workflow/syntax.ts'
import { useEdit, useSession, useStudio } from '../../session_context.tsx'
import { FieldName } from '../form/field_name.tsx'
import { scopeAround } from '../form/next_field.tsx'
import { useDraft } from '../form/use_draft.ts'
import { useProblem } from '../form/use_field.ts'
import { stateTypeWords } from './state_type_words.ts'

/** What a state is called and what it is. */
export function StateHead({ state }: { state: State }) {
  const t = useTexts()
  const edit = useEdit()
  const Icon = stateIcons[state.type]
  const workflow = useStudio((studio) => studio.document.workflow)
  // The name is what is written here: where it stands does not change with it.
  const place = pointer([...state.path.slice(0, -1), scopeAround(workflow, state.id)?.states.indexOf(state) ?? 0])
  const typeError = useProblem([...state.path, 'Type'], 'within')
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5 p-4">
      <div className="flex items-start gap-3">
        <span aria-hidden className="mt-6.5 grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-soft"><Icon size={18} /></span>
        <NameField key={place} state={state} />
      </div>
      <Select compact label={t('inspector-type')} beside={<FieldName name="Type" label={t('inspector-type')} />} error={typeError} value={state.type} onChange={(event) => isStateType(event.target.value) && edit({ kind: 'changeType', state: state.id, type: event.target.value })}>
        {state.type === 'Unknown' ? <option value="Unknown">{t('inspector-type-unknown')}</option> : null}
        {stateTypes.map((type: StateType) => <option key={type} value={type}>{`${type} · ${stateTypeWords(type, t)}`}</option>)}
      </Select>
    </div>
  )
}

/** All that leads to the state follows its name, and so does its sample. */
function NameField({ state }: { state: State }) {
  const t = useTexts()
  const edit = useEdit()
  const session = useSession()
  const states = useStudio((studio) => studio.document.states)
  const fault = (name: string): string | null => {
    if (name === state.name) return null
    if (name.trim() === '') return t('inspector-name-empty')
    if (isTooLong(name)) return t('inspector-name-long', { max: STATE_NAME_CHARACTERS_MAX, now: [...name].length })
    return [...states.values()].some((one) => one.id !== state.id && one.name === name) ? t('inspector-name-taken') : null
  }
  const draft = useDraft(state.name, (name) => {
    if (fault(name) !== null || !edit({ kind: 'rename', state: state.id, name })) return
    const sample = session.now().samples.get(state.name)
    if (sample) session.addSample(name, sample)
  })
  return <TextField compact className="min-w-0 flex-1" label={t('inspector-name')} autoComplete="off" spellCheck={false} error={fault(draft.value)} {...draft} />
}
