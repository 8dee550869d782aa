import { useDeferredValue, useMemo } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { useSearchMembers } from '../../ui/search_members.ts'
import { Tabs } from '../../ui/tabs.tsx'
import type { State } from '../../workflow/definition.ts'
import { useStudio } from '../session_context.tsx'
import { StateSightProvider, useSightOf } from './expression/state_sight.tsx'
import { DataFlow } from './flow/data_flow.tsx'
import { MachineForm } from './machine/machine_form.tsx'
import { SeveralStates } from './several/several_states.tsx'
import { SampleBar } from './samples/sample_bar.tsx'
import { StateForm } from './state/state_form.tsx'
import { StateHead } from './state/state_head.tsx'

/** Forms for what is selected: a state, several, or the machine where none is. */
export default function Inspector() {
  // The canvas shows at once what is selected; its form may come a frame later.
  const selection = useDeferredValue(useStudio((studio) => studio.selection))
  const states = useStudio((studio) => studio.document.states)
  const selected = useMemo(() => selection.flatMap((id) => states.get(id) ?? []), [selection, states])
  const [first] = selected
  if (!first) return <MachineForm />
  return selected.length === 1 ? <OneState state={first} /> : <SeveralStates states={selected} />
}

function OneState({ state }: { state: State }) {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  const sight = useSightOf(state)
  const tab = search.inspect === 'data' ? 'data' : 'form'
  return (
    <StateSightProvider value={sight}>
      <StateHead state={state} />
      <Tabs
        key={state.id}
        label={t('inspector-about-state')}
        value={tab}
        onChange={(to) => change({ inspect: to === 'data' ? to : undefined })}
        tabs={[
          { value: 'form', label: t('inspector-tab-form') },
          { value: 'data', label: t('inspector-tab-data') },
        ]}
      >
        <div className="flex justify-end px-2 pt-2"><SampleBar state={state} /></div>
        {tab === 'form' ? <div className="[&>section:first-child]:border-t-0 [&>section:first-child]:pt-1"><StateForm state={state} /></div> : <DataFlow state={state} />}
      </Tabs>
    </StateSightProvider>
  )
}
