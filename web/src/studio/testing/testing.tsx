import { useSearchMembers } from '../../ui/search_members.ts'
import { CasesTab } from './cases_tab.tsx'
import { OneState } from './one_state.tsx'
import { testPartOf } from './test_part.ts'
import { WholeFlow } from './whole_flow.tsx'

/** Trying out what is being designed: a state by itself, the whole of it, and what is kept to be tried again. */
export default function Testing() {
  const [search] = useSearchMembers()
  switch (testPartOf(search.test)) {
    case 'state':
      return <OneState />
    case 'flow':
      return <WholeFlow />
    case 'cases':
      return <CasesTab />
  }
}
