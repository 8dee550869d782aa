import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Panel } from '../ui/card.tsx'
import { CodeEditor } from '../ui/code_editor.tsx'
import { CopyButton } from '../ui/copy_button.tsx'
import { Failure, Loading, Skeleton } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { BulkDialog } from './bulk_dialog.tsx'
import { EventsView } from './events_view.tsx'
import type { ExecutionDetail, HistoryEvent } from '../api/execution.ts'
import { ExecutionGraph } from './execution_graph.tsx'
import { ExecutionHead } from './execution_head.tsx'
import { executionQuery } from '../api/console_queries.ts'
import { type LiveHistory, useLiveHistory } from '../history/live_history.ts'
import { Inspector, isInspectorTab, type Subject } from './inspector.tsx'
import { prettyJson } from '../format/json.ts'
import { RerunDialog } from './rerun_dialog.tsx'
import { type SearchParams, useSearchParams } from './search_params.ts'
import { type Step, type Steps } from '../history/steps.ts'
import { StepsTable } from './steps_table.tsx'
import { Timeline } from './timeline.tsx'

const views = ['graph', 'table', 'events', 'timeline'] as const
type View = (typeof views)[number]

function isView(text: string | undefined): text is View {
  return views.some((view) => view === text)
}

export default function ExecutionPage() {
  const arn = useParams({ strict: false }).arn ?? ''
  return <ExecutionOf key={arn} arn={arn} />
}

function ExecutionOf({ arn }: { arn: string }) {
  const execution = useQuery(executionQuery(arn))
  const history = useLiveHistory(arn)
  if (execution.isError) return <Failure error={execution.error} onRetry={() => void execution.refetch()} />
  if (execution.isPending || history.isPending) return <Loading><PageLoading /></Loading>
  return <Shown execution={execution.data} history={history} />
}

type Open = { kind: 'rerun'; from: string | null } | { kind: 'stop' }

function Shown({ execution, history }: { execution: ExecutionDetail; history: LiveHistory }) {
  const t = useTexts()
  const [search, change] = useSearchParams()
  const [open, setOpen] = useState<Open | null>(null)
  const { events, steps } = history
  const view = isView(search.view) ? search.view : 'graph'
  const tab = isInspectorTab(search.tab) ? search.tab : 'input'
  const subject = subjectOf(search, steps, events)
  const selectStep = (step: number | string) => change({ step: String(step), event: '' })
  const selectEvent = (event: number) => change({ event: String(event), step: '' })
  const selectState = (state: string) => {
    selectStep(tellingVisit(steps, state)?.id ?? state)
  }
  const selectedStep = subject?.kind === 'step' ? subject.step : subject?.kind === 'event' ? subject.step : null
  const selectedState = selectedStep?.state ?? (subject?.kind === 'state' ? subject.state : null)

  const shown = {
    graph: () => <ExecutionGraph definition={execution.definition ?? ''} steps={steps} selected={selectedState} onSelect={selectState} />,
    table: () => <StepsTable steps={steps} selected={selectedStep?.id ?? null} onSelect={selectStep} />,
    events: () => <EventsView arn={execution.arn} events={events} steps={steps} selected={subject?.kind === 'event' ? subject.event.id : null} onSelect={selectEvent} />,
    timeline: () => <Timeline steps={steps} selected={selectedStep?.id ?? null} onSelect={selectStep} />,
  }
  return (
    <>
      <ExecutionHead execution={execution} steps={steps} stream={history.stream} onRerun={(from) => setOpen({ kind: 'rerun', from })} onStop={() => setOpen({ kind: 'stop' })} onStep={selectStep} />
      {history.error ? <Failure error={history.error} onRetry={history.retry} className="mb-4" /> : null}
      <div className="flex gap-4">
        <Tabs
          label={t('executions-views')}
          tabs={[
            { value: 'graph', label: t('executions-view-graph') },
            { value: 'table', label: t('executions-view-table') },
            { value: 'events', label: t('executions-view-events'), count: events.length },
            { value: 'timeline', label: t('executions-view-timeline') },
          ]}
          value={view}
          onChange={(to) => change({ view: to === 'graph' ? '' : to })}
          className="min-w-0 flex-1"
        >
          <div className="pt-3">{shown[view]()}</div>
        </Tabs>
        {subject ? (
          <Inspector
            execution={execution}
            events={events}
            steps={steps}
            subject={subject}
            tab={tab}
            onTab={(to) => change({ tab: to === 'input' ? '' : to })}
            onStep={selectStep}
            onEvent={selectEvent}
            onRerun={(step) => setOpen({ kind: 'rerun', from: step.state })}
            onClose={() => change({ step: '', event: '' })}
          />
        ) : null}
      </div>
      <div className="grid gap-4 pt-4 lg:grid-cols-2">
        <Payload title={t('executions-input')} text={execution.input} none={t('executions-payload-none')} />
        <Payload title={t('executions-output')} text={execution.output ?? null} none={execution.status === 'RUNNING' ? t('executions-output-not-yet') : t('executions-output-none')} />
      </div>
      {open?.kind === 'rerun' ? <RerunDialog execution={execution} steps={steps} from={open.from} onClose={() => setOpen(null)} /> : null}
      {open?.kind === 'stop' ? <BulkDialog action="stop" executions={[execution]} onClose={() => setOpen(null)} /> : null}
    </>
  )
}

/** The visit of a state that says most: the last that failed or is not over, or else the last. */
function tellingVisit(steps: Steps, state: string): Step | undefined {
  const visits = steps.byState.get(state)
  return visits?.findLast((one) => one.status === 'failed' || one.status === 'timed_out' || one.left === null) ?? visits?.at(-1)
}

/** What the address selects: a step by its number, or a state by its name. */
function subjectOf({ step, event }: SearchParams, steps: Steps, events: readonly HistoryEvent[]): Subject | null {
  if (event) {
    const id = Number(event)
    // Ids count from 1 without a gap.
    const found = events[id - 1]?.id === id ? events[id - 1] : events.find((one) => one.id === id)
    return found ? { kind: 'event', event: found, step: steps.ofEvent.get(id) ?? null } : null
  }
  if (!step) return null
  const visit = steps.byId.get(Number(step)) ?? tellingVisit(steps, step)
  return visit ? { kind: 'step', step: visit } : { kind: 'state', state: step }
}

function Payload({ title, text, none }: { title: string; text: string | null; none: string }) {
  return (
    <Panel title={title} actions={text === null ? null : <CopyButton text={text} />}>
      {text === null ? <p className="text-soft">{none}</p> : <CodeEditor label={title} language="json" value={prettyJson(text)} className="max-h-80 overflow-y-auto" />}
    </Panel>
  )
}

function PageLoading() {
  return (
    <div className="grid gap-4">
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-5 w-96 max-w-full" />
      <Skeleton className="h-[60dvh]" />
    </div>
  )
}
