import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CirclePlay, MousePointerClick } from 'lucide-react'
import { type ReactNode, useSyncExternalStore } from 'react'

import { rolesQuery } from '../../api/roles.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { Empty } from '../../ui/states.tsx'
import type { State } from '../../workflow/definition.ts'
import { checkQuery } from '../check.ts'
import type { Session } from '../session.ts'
import { useSession, useStudio } from '../session_context.tsx'
import { NotRun, RefusedDefinition } from './not_run.tsx'
import { doesWork, faultsOf, newStateDraft, requestOf, type StateDraft } from './state_draft.ts'
import { StateForm } from './state_form.tsx'
import { StateResult } from './state_result.tsx'
import { Store } from './store.ts'
import { TestFrame } from './test_frame.tsx'
import { type TestedState, testState } from '../test_state.ts'

/** What was written for each state, and how its test went: it is there again when the state is chosen again. */
type StateTests = { drafts: ReadonlyMap<string, StateDraft>; tested: ReadonlyMap<string, TestedState> }

const stores = new WeakMap<Session, Store<StateTests>>()

function testsOf(session: Session): Store<StateTests> {
  const known = stores.get(session) ?? new Store<StateTests>({ drafts: new Map(), tested: new Map() })
  stores.set(session, known)
  return known
}

/** The chosen state by itself, as AWS's TestState has it. */
export function OneState() {
  const t = useTexts()
  const session = useSession()
  const states = useStudio((state) => state.document.states)
  const chosen = useStudio((state) => (state.selection.length === 1 ? state.selection[0] : undefined))
  const state = chosen === undefined ? undefined : states.get(chosen)
  const picker = states.size === 0 ? null : (
    <Select hiddenLabel label={t('testing-state-choose')} value={chosen ?? ''} onChange={(event) => session.select([event.target.value])} className="max-w-64 [&_select]:h-9">
      {state ? null : <option value="">{t('testing-state-choose')}</option>}
      {[...states.values()].map(({ id }) => <option key={id} value={id}>{id}</option>)}
    </Select>
  )
  if (!state) {
    return (
      <TestFrame actions={picker}>
        <Empty icon={<MousePointerClick />} title={t('testing-state-none')}>{t('testing-state-none-detail')}</Empty>
      </TestFrame>
    )
  }
  return <Tested key={state.id} state={state} picker={picker} />
}

function Tested({ state, picker }: { state: State; picker: ReactNode }) {
  const t = useTexts()
  const session = useSession()
  const client = useQueryClient()
  const store = testsOf(session)
  const { drafts, tested } = useSyncExternalStore(store.subscribe, store.now)
  const workflow = useStudio((studio) => studio.document.workflow)
  const sample = useStudio((studio) => studio.samples.get(state.name))
  const savedRole = useStudio((studio) => studio.saved?.roleArn)
  const draft = drafts.get(state.id) ?? newStateDraft(workflow, state, sample, savedRole ?? '')
  const isReal = doesWork(state) && draft.work === 'real'
  const roles = useQuery({ ...rolesQuery, enabled: isReal })
  const faults = faultsOf(draft, state)
  const change = (members: Partial<StateDraft>) => store.set({ drafts: new Map(store.now().drafts).set(state.id, { ...draft, ...members }) })
  const test = useMutation({
    mutationFn: async () => {
      const { text, type, substitutions } = session.now()
      const { definition } = await client.fetchQuery(checkQuery(text, type, substitutions))
      if (!definition) throw new RefusedDefinition()
      return testState(requestOf(draft, state, definition))
    },
    onSuccess: (answer) => store.set({ tested: new Map(store.now().tested).set(state.id, answer) }),
  })
  const answer = tested.get(state.id)
  return (
    <TestFrame
      actions={
        <>
          {picker}
          <Button kind={isReal ? 'danger' : 'primary'} size="small" busy={test.isPending} disabled={Object.keys(faults).length > 0} icon={<CirclePlay aria-hidden size={15} />} onClick={() => test.mutate()}>
            {isReal ? t('testing-state-do') : t('testing-state-run')}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] @3xl:h-full @3xl:grid-cols-2 @3xl:grid-rows-[minmax(0,1fr)]">
        <div className="min-h-0 p-3 @3xl:overflow-y-auto">
          <StateForm state={state} draft={draft} faults={faults} sample={sample ?? null} roles={roles.data?.map((role) => role.arn) ?? []} onChange={change} />
        </div>
        <section aria-label={t('testing-state-result')} aria-live="polite" className="flex min-h-60 flex-col overflow-y-auto border-line @max-3xl:border-t @3xl:min-h-0 @3xl:border-l">
          {test.error ? (
            <NotRun error={test.error} className="m-3" />
          ) : answer ? (
            <StateResult state={state} tested={answer} />
          ) : (
            <p className="m-auto max-w-80 p-6 text-center text-sm text-soft">{t('testing-state-before')}</p>
          )}
        </section>
      </div>
    </TestFrame>
  )
}
