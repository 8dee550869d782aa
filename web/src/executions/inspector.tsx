import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CornerLeftUp, ExternalLink, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMemo } from 'react'

import { formatDuration, formatExactTime } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { CodeDiff, CodeEditor } from '../ui/code_editor.tsx'
import { Facts } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useMedia } from '../ui/media.ts'
import { Failure, Loading, Note } from '../ui/states.tsx'
import { type Tab, Tabs } from '../ui/tabs.tsx'
import { allStates, readWorkflow } from '../workflow/definition.ts'
import { activityWords, TimeSpent } from '../history/activity.tsx'
import { type ExecutionDetail, executionName, type HistoryEvent } from '../api/execution.ts'
import { eventQuery, textDetail, variablesQuery } from './event_query.ts'
import { prettyJson } from '../format/json.ts'
import { mapRunQuery } from './map_run_query.ts'
import { Lasting } from './moments.tsx'
import { StepBadge } from '../history/status_badge.tsx'
import { StepLogs } from './step_logs.tsx'
import { activityOf, type Attempt, type Step, type Steps } from '../history/steps.ts'

export const inspectorTabs = ['input', 'output', 'diff', 'variables', 'attempts', 'definition', 'events', 'logs'] as const
export type InspectorTab = (typeof inspectorTabs)[number]

export function isInspectorTab(text: string | undefined): text is InspectorTab {
  return inspectorTabs.some((tab) => tab === text)
}

/** What is looked into: a visit of a state, a state that nobody has come to, or an event. */
export type Subject = { kind: 'step'; step: Step } | { kind: 'state'; state: string } | { kind: 'event'; event: HistoryEvent; step: Step | null }

type InspectorProps = {
  execution: ExecutionDetail
  events: readonly HistoryEvent[]
  steps: Steps
  subject: Subject
  tab: InspectorTab
  onTab: (tab: InspectorTab) => void
  onStep: (step: number) => void
  onEvent: (event: number) => void
  onRerun: (step: Step) => void
  onClose: () => void
}

/** The same for what is selected in any view. Beside the view where there is room, over it elsewhere. */
export function Inspector(props: InspectorProps) {
  const t = useTexts()
  const isBeside = useMedia('(min-width: 80rem)')
  const { subject, onClose } = props
  const title = subject.kind === 'step' ? subject.step.state : subject.kind === 'state' ? subject.state : `${subject.event.id} · ${subject.event.type}`
  if (!isBeside) return <Dialog title={title} shape="drawer" size="medium" onClose={onClose}><Content {...props} /></Dialog>
  return (
    <aside aria-label={t('executions-inspector')} className="sticky top-18 flex max-h-[calc(100dvh-6rem)] w-[27rem] shrink-0 animate-fade flex-col self-start rounded-lg border border-line bg-card shadow-mid">
      <header className="flex items-center gap-2 py-2 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate text-lg">{title}</h2>
        <IconButton size="small" label={t('close')} onClick={onClose}><X aria-hidden size={17} /></IconButton>
      </header>
      <div className="min-h-0 overflow-y-auto px-4 pb-4"><Content {...props} /></div>
    </aside>
  )
}

function Content(props: InspectorProps) {
  const { subject } = props
  if (subject.kind === 'event') return <EventContent key={subject.event.id} {...props} event={subject.event} step={subject.step} />
  if (subject.kind === 'state') return <UnseenState {...props} state={subject.state} />
  return <StepContent {...props} step={subject.step} />
}

function StepContent({ execution, events, steps, step, tab, onTab, onStep, onEvent, onRerun }: InspectorProps & { step: Step }) {
  const t = useTexts()
  const visits = steps.byState.get(step.state) ?? []
  const at = visits.indexOf(step)
  const activity = activityOf(step)
  const tabs: Tab<InspectorTab>[] = [
    { value: 'input', label: t('executions-tab-input') },
    { value: 'output', label: t('executions-tab-output') },
    { value: 'diff', label: t('executions-tab-diff') },
    { value: 'variables', label: t('executions-tab-variables') },
    { value: 'attempts', label: t('executions-tab-attempts'), count: step.attempts.length || null },
    { value: 'definition', label: t('executions-tab-definition') },
    { value: 'events', label: t('executions-tab-events'), count: step.events.length },
    { value: 'logs', label: t('executions-tab-logs') },
  ]
  const panels: Record<InspectorTab, () => ReactNode> = {
    input: () => <Payload arn={execution.arn} event={step.id} member="input" label={t('executions-tab-input')} />,
    output: () => <Payload arn={execution.arn} event={step.exitEvent} member="output" label={t('executions-tab-output')} none={step.left === null ? t('executions-output-not-yet') : t('executions-output-none')} />,
    diff: () => <InputToOutput arn={execution.arn} step={step} />,
    variables: () => <VariablesPanel arn={execution.arn} steps={steps} step={step} />,
    attempts: () => <AttemptsPanel arn={execution.arn} step={step} onEvent={onEvent} />,
    definition: () => <DefinitionPanel definition={execution.definition ?? ''} state={step.state} />,
    events: () => <StepEvents step={step} events={events} onEvent={onEvent} />,
    logs: () => <StepLogs execution={execution} step={step} />,
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
        <StepBadge status={step.status} />
        {activity && activity !== 'working' ? <span className="font-semibold text-plum">{activityWords(activity, t)}</span> : null}
        <span>{step.type}</span>
        <span className="tabular">{formatExactTime(step.entered)}</span>
        <Lasting from={step.entered} to={step.left} />
        {step.iteration === null ? null : <span>{t('executions-iteration', { n: step.iteration })}</span>}
      </div>
      {visits.length > 1 ? (
        <div className="flex items-center gap-1 text-sm">
          <Button size="small" kind="quiet" disabled={at <= 0} onClick={() => onStep(visits[at - 1]?.id ?? step.id)}>←</Button>
          <span className="tabular text-soft">{t('executions-visit-of', { n: at + 1, total: visits.length })}</span>
          <Button size="small" kind="quiet" disabled={at >= visits.length - 1} onClick={() => onStep(visits[at + 1]?.id ?? step.id)}>→</Button>
        </div>
      ) : null}
      {step.error ? <Wrong error={step.error} cause={step.cause} /> : null}
      {step.child || step.mapRun ? <Elsewhere step={step} /> : null}
      <TimeSpent spent={spentBy(step)} />
      <Tabs label={t('executions-inspector')} tabs={tabs} value={tab} onChange={onTab}>
        <div className="pt-3">{panels[tab]()}</div>
      </Tabs>
      {step.depth === 0 ? <Button size="small" onClick={() => onRerun(step)}>{t('executions-rerun-from-here')}</Button> : null}
    </div>
  )
}

function spentBy(step: Step) {
  const spent = { working: 0, waiting: 0, retrying: 0, idle: 0 }
  if (step.left !== null) for (const span of step.spans) spent[span.activity] += (span.to ?? step.left) - span.from
  return spent
}

function Wrong({ error, cause }: { error: string; cause: string | null }) {
  return (
    <div className="rounded-md bg-chili-wash px-3 py-2 text-sm text-chili">
      <p className="font-bold break-words">{error}</p>
      {cause ? <p className="max-h-40 overflow-y-auto break-words whitespace-pre-wrap">{cause}</p> : null}
    </div>
  )
}

function Elsewhere({ step }: { step: Step }) {
  const t = useTexts()
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm">
      {step.child ? (
        <Link to={paths.execution(step.child)} className="inline-flex items-center gap-1.5 font-semibold text-river underline underline-offset-2">
          <ExternalLink aria-hidden size={14} />
          {t('executions-child', { name: executionName(step.child).machine })}
        </Link>
      ) : null}
      {step.mapRun ? <MapRun arn={step.mapRun} /> : null}
    </p>
  )
}

function MapRun({ arn }: { arn: string }) {
  const t = useTexts()
  const run = useQuery(mapRunQuery(arn))
  const counts = run.data?.itemCounts
  return (
    <span className="tabular">
      {counts ? t('executions-map-run', { done: counts.succeeded, failed: counts.failed, running: counts.running + counts.pending, total: counts.total }) : null}
    </span>
  )
}

function Payload({ arn, event, member, label, none = '' }: { arn: string; event: number | null; member: string; label: string; none?: string }) {
  const detail = useQuery(eventQuery(arn, event))
  if (event === null) return <p className="text-sm text-soft">{none}</p>
  if (detail.isError) return <Failure error={detail.error} onRetry={() => void detail.refetch()} />
  if (detail.isPending) return <Loading />
  return <CodeEditor label={label} language="json" value={prettyJson(textDetail(detail.data, member) ?? '')} className="max-h-[28rem] min-h-24 overflow-y-auto" />
}

function InputToOutput({ arn, step }: { arn: string; step: Step }) {
  const t = useTexts()
  const input = useQuery(eventQuery(arn, step.id))
  const output = useQuery(eventQuery(arn, step.exitEvent))
  if (step.exitEvent === null) return <p className="text-sm text-soft">{step.left === null ? t('executions-output-not-yet') : t('executions-output-none')}</p>
  if (!input.data || !output.data) return <Loading />
  return <CodeDiff label={t('executions-tab-diff')} language="json" before={prettyJson(textDetail(input.data, 'input') ?? '')} after={prettyJson(textDetail(output.data, 'output') ?? '')} className="max-h-[28rem] overflow-y-auto" />
}

function VariablesPanel({ arn, steps, step }: { arn: string; steps: Steps; step: Step }) {
  const t = useTexts()
  const variables = useQuery(variablesQuery(arn, steps, step))
  if (variables.isError) return <Failure error={variables.error} onRetry={() => void variables.refetch()} />
  if (variables.isPending) return <Loading />
  const { before, assigned } = variables.data
  const shown = Object.entries({ ...before, ...assigned })
  if (shown.length === 0) return <p className="text-sm text-soft">{t('executions-variables-none')}</p>
  return (
    <dl className="grid gap-2">
      {shown.map(([name, value]) => (
        <div key={name} className="rounded-md border border-line">
          <dt className="flex items-center gap-2 px-3 py-1.5 font-mono text-xs font-semibold">
            ${name}
            {name in assigned ? <span className="rounded-full bg-leaf-wash px-2 font-sans text-2xs text-leaf">{t('executions-variable-assigned')}</span> : null}
          </dt>
          <dd className="max-h-48 overflow-auto border-t border-line bg-sunken/40 px-3 py-2 font-mono text-xs break-words whitespace-pre-wrap">{prettyJson(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function AttemptsPanel({ arn, step, onEvent }: { arn: string; step: Step; onEvent: (event: number) => void }) {
  const t = useTexts()
  if (step.attempts.length === 0) return <p className="text-sm text-soft">{t('executions-attempts-none')}</p>
  return (
    <ol className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {step.attempts.map((attempt, index) => (
        <li key={attempt.event} className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md border border-line p-3 text-sm">
          <div className="flex flex-wrap items-center gap-2">
            <span className="tabular font-semibold">{t('executions-attempt', { n: attempt.number })}</span>
            <StepBadge status={attempt.status} />
            <span className="tabular text-soft">{formatExactTime(attempt.scheduled)}</span>
            <span className="ml-auto text-soft"><Lasting from={attempt.scheduled} to={attempt.ended} /></span>
          </div>
          {attempt.error ? <Wrong error={attempt.error} cause={attempt.cause} /> : null}
          <AttemptPayload arn={arn} attempt={attempt} onEvent={onEvent} />
          {pauseAfter(step.attempts, index)}
        </li>
      ))}
    </ol>
  )

  function pauseAfter(attempts: readonly Attempt[], index: number): ReactNode {
    const ended = attempts[index]?.ended
    const next = attempts[index + 1]
    return next && ended ? <p className="text-xs text-sun">{t('executions-retry-after', { pause: formatDuration(next.scheduled - ended) })}</p> : null
  }
}

function AttemptPayload({ arn, attempt, onEvent }: { arn: string; attempt: Attempt; onEvent: (event: number) => void }) {
  const t = useTexts()
  const detail = useQuery(eventQuery(arn, attempt.event))
  const sent = textDetail(detail.data, 'parameters') ?? textDetail(detail.data, 'input')
  return (
    <details>
      <summary className="text-xs font-semibold text-river">{t('executions-attempt-sent')}</summary>
      {sent ? <pre className="mt-2 max-h-60 overflow-auto rounded-sm bg-sunken/50 p-2 font-mono text-xs whitespace-pre-wrap">{prettyJson(sent)}</pre> : null}
      <button type="button" onClick={() => onEvent(attempt.event)} className="tabular mt-1 text-xs font-semibold text-river underline-offset-2 hover:underline">{t('executions-event', { id: attempt.event })}</button>
    </details>
  )
}

function DefinitionPanel({ definition, state }: { definition: string; state: string }) {
  const t = useTexts()
  const source = useMemo(() => {
    const workflow = readWorkflow(definition)
    const found = workflow && [...allStates(workflow)].find((one) => one.name === state)
    return found ? JSON.stringify(found.source, null, 2) : ''
  }, [definition, state])
  return <CodeEditor label={t('executions-tab-definition')} language="json" value={source} className="max-h-[28rem] overflow-y-auto" />
}

function StepEvents({ step, events, onEvent }: { step: Step; events: readonly HistoryEvent[]; onEvent: (event: number) => void }) {
  const own = useMemo(() => {
    const ids = new Set(step.events)
    return events.filter((event) => ids.has(event.id))
  }, [step, events])
  return (
    <ol className="grid">
      {own.map((event) => (
        <li key={event.id} className="border-b border-line/60 last:border-0">
          <button type="button" onClick={() => onEvent(event.id)} className="flex w-full items-center gap-3 rounded-xs py-2 text-left text-sm hover:bg-ink/4">
            <span className="tabular w-9 text-soft">{event.id}</span>
            <span className="min-w-0 flex-1 truncate font-medium">{event.type}</span>
            <span className="tabular text-xs text-soft">{formatExactTime(event.at)}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function UnseenState({ execution, state }: InspectorProps & { state: string }) {
  const t = useTexts()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <Note>{t('executions-state-unseen')}</Note>
      <DefinitionPanel definition={execution.definition ?? ''} state={state} />
    </div>
  )
}

function EventContent({ execution, event, step, onStep, onEvent }: InspectorProps & { event: HistoryEvent; step: Step | null }) {
  const t = useTexts()
  const detail = useQuery(eventQuery(execution.arn, event.id))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <Facts
        facts={[
          [t('executions-column-time'), <span key="time" className="tabular">{formatExactTime(event.at)}</span>],
          ...(step ? [[t('executions-column-state'), <button key="state" type="button" onClick={() => onStep(step.id)} className="font-semibold text-river underline underline-offset-2">{step.state}</button>] as const] : []),
          ...(event.previous > 0
            ? [[t('executions-column-previous'), <button key="previous" type="button" onClick={() => onEvent(event.previous)} className="tabular inline-flex items-center gap-1 font-semibold text-river underline underline-offset-2"><CornerLeftUp aria-hidden size={13} />{event.previous}</button>] as const]
            : []),
        ]}
      />
      {event.error ? <Wrong error={event.error} cause={textDetail(detail.data, 'cause') ?? event.cause ?? null} /> : null}
      {detail.isError ? <Failure error={detail.error} onRetry={() => void detail.refetch()} /> : detail.isPending ? <Loading /> : (
        <CodeEditor label={event.type} language="json" value={unfolded(detail.data)} className="max-h-[60dvh] overflow-y-auto" />
      )}
    </div>
  )
}

/** Payloads are texts of JSON within JSON: they are shown as what they say. */
function unfolded(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'string' || !/^\s*[[{]/.test(member)) return member
    try {
      const inner: unknown = JSON.parse(member)
      return inner
    } catch {
      return member
    }
  }, 2)
}
