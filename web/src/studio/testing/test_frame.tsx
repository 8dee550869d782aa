import { CirclePlay, ListChecks, Workflow } from 'lucide-react'
import type { ReactNode } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { Segments } from '../../ui/field.tsx'
import { useSearchMembers } from '../../ui/search_members.ts'
import { type TestPart, testPartOf } from './test_part.ts'

/** What the three parts have around them: the way from one to another, and what can be done. */
export function TestFrame({ actions, children }: { actions: ReactNode; children: ReactNode }) {
  const t = useTexts()
  const [search, change] = useSearchMembers()
  return (
    <div className="@container absolute inset-0 flex flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 px-3 py-1.5">
        <Segments<TestPart>
          label={t('testing-parts')}
          value={testPartOf(search.test)}
          onChange={(test) => change({ test })}
          choices={[
            { value: 'state', label: t('testing-part-state'), icon: <CirclePlay aria-hidden size={15} /> },
            { value: 'flow', label: t('testing-part-flow'), icon: <Workflow aria-hidden size={15} /> },
            { value: 'cases', label: t('testing-part-cases'), icon: <ListChecks aria-hidden size={15} /> },
          ]}
        />
        <div className="ml-auto flex flex-wrap items-center justify-end gap-2">{actions}</div>
      </div>
      <div className="min-h-0 flex-1 overflow-auto border-t border-line @3xl:overflow-hidden">{children}</div>
    </div>
  )
}
