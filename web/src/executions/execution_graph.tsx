import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { takenEdges, useLooks } from '../history/looks.tsx'
import { type Steps, stepOfInterest } from '../history/steps.ts'
import { useTexts } from '../texts/texts.tsx'
import { Loading, Note } from '../ui/states.tsx'
import { FlowGraph } from '../workflow/flow_graph.tsx'
import { layoutQuery } from '../workflow/layout_query.ts'

type ExecutionGraphProps = { definition: string; steps: Steps; selected: string | null; onSelect: (state: string) => void }

/** The definition as a picture, with what became of each state. */
export function ExecutionGraph({ definition, steps, selected, onSelect }: ExecutionGraphProps) {
  const t = useTexts()
  const layout = useQuery(layoutQuery(definition))
  const taken = useMemo(() => takenEdges(steps), [steps])
  const looks = useLooks(steps)
  if (layout.isPending) return <Loading />
  if (!layout.data) return <Note tone="warning">{t('executions-graph-none')}</Note>
  return (
    <FlowGraph
      label={t('executions-graph-label')}
      layout={layout.data}
      looks={looks}
      taken={taken}
      selected={selected}
      interest={stepOfInterest(steps)?.state ?? null}
      onSelect={onSelect}
      className="h-[max(26rem,calc(100dvh-22rem))]"
    />
  )
}
