import { useState } from 'react'

import { formatDuration } from '../../format/format.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Badge } from '../../ui/badge.tsx'
import { CodeDiff, CodeEditor } from '../../ui/code_editor.tsx'
import { type Tab, Tabs } from '../../ui/tabs.tsx'
import type { Json } from '../../workflow/syntax.ts'
import { endingWords, toneOf } from './looks.ts'
import type { Rehearsed, RehearsedStep, StepDatum } from './rehearsal.ts'
import { statusTones, statusWords } from './status_words.ts'
import { Wrong } from './wrong.tsx'

type StepTab = 'input' | 'arguments' | 'result' | 'output' | 'diff' | 'variables' | 'attempts'

/** What one step was given, and what it made of it. */
export function StepView({ step }: { step: RehearsedStep }) {
  const t = useTexts()
  const has = (datum: StepDatum) => step[datum] !== null || step.cut.includes(datum)
  const labels: Record<StepTab, string> = {
    input: t('testing-tab-input'),
    arguments: t('testing-tab-arguments'),
    result: t('testing-tab-result'),
    output: t('testing-tab-output'),
    diff: t('testing-tab-diff'),
    variables: t('testing-tab-variables'),
    attempts: t('testing-tab-attempts'),
  }
  const shown: readonly StepTab[] = [
    'input',
    ...(has('arguments') ? ['arguments' as const] : []),
    ...(has('result') ? ['result' as const] : []),
    ...(has('output') ? ['output' as const] : []),
    ...(has('output') && step.cut.length === 0 ? ['diff' as const] : []),
    'variables',
    ...(step.attempts.length > 1 || step.attempts[0]?.error ? ['attempts' as const] : []),
  ]
  const counts: Partial<Record<StepTab, number>> = { variables: Object.keys({ ...step.variables, ...step.assigned }).length, attempts: step.attempts.length }
  const tabs = shown.map((value): Tab<StepTab> => ({ value, label: labels[value], count: counts[value] || null }))
  const [wanted, setTab] = useState<StepTab>('output')
  const tab = shown.includes(wanted) ? wanted : 'input'
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 pt-1.5 text-sm">
        <h2 className="text-base">{step.state}</h2>
        <Badge tone={toneOf(step)}>{endingWords(step, t)}</Badge>
        {step.iteration ? <span className="text-soft">{t('testing-item-of', { n: step.iteration.index + 1, state: step.iteration.state })}</span> : null}
        {step.exited_at === null ? null : <span className="tabular text-soft">{t('testing-step-took', { time: formatDuration(step.exited_at - step.entered_at) })}</span>}
        {step.next === null ? null : <span className="text-soft">{t('testing-step-next', { state: step.next })}</span>}
      </header>
      {step.error === null ? null : <Wrong error={step.error} cause={step.cause} className="mx-3 mt-2" />}
      <Tabs fills label={step.state} tabs={tabs} value={tab} onChange={setTab}>
        {tab === 'diff' ? (
          <CodeDiff label={t('testing-tab-diff')} language="json" before={pretty(step.input)} after={pretty(step.output)} className="min-h-full rounded-none border-0" />
        ) : tab === 'variables' ? (
          <Variables step={step} />
        ) : tab === 'attempts' ? (
          <Attempts step={step} />
        ) : step.cut.includes(tab) ? (
          <p className="p-3 text-sm text-soft">{t('testing-too-large')}</p>
        ) : (
          <CodeEditor label={labels[tab]} language="json" value={pretty(step[tab])} className="min-h-full rounded-none border-0" />
        )}
      </Tabs>
    </>
  )
}

function Variables({ step }: { step: RehearsedStep }) {
  const t = useTexts()
  const all = Object.entries({ ...step.variables, ...step.assigned })
  if (all.length === 0) return <p className="p-3 text-sm text-soft">{t('testing-variables-none')}</p>
  return (
    <dl className="grid gap-2 p-3 text-sm">
      {all.map(([name, value]) => (
        <div key={name} className="grid gap-x-4 @xl:grid-cols-[10rem_minmax(0,1fr)]">
          <dt className="font-mono font-semibold">
            ${name}
            {step.assigned && name in step.assigned ? <span className="ml-2 font-sans text-xs font-semibold text-leaf">{t('testing-variable-assigned')}</span> : null}
          </dt>
          <dd className="font-mono text-xs break-words whitespace-pre-wrap">{pretty(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Attempts({ step }: { step: RehearsedStep }) {
  const t = useTexts()
  return (
    <ol className="grid gap-2 p-3 text-sm">
      {step.attempts.map((attempt, index) => (
        <li key={attempt.at} className="grid gap-1.5 rounded-md border border-line p-2.5">
          <p className="flex flex-wrap gap-x-3">
            <span className="font-semibold">{t('testing-attempt', { n: index + 1 })}</span>
            <span className="tabular text-soft">{formatDuration(attempt.at)}</span>
            {attempt.waited_ms !== null ? <span className="text-soft">{t('testing-attempt-waited', { time: formatDuration(attempt.waited_ms) })}</span> : null}
            {attempt.error === null ? <span className="font-medium text-leaf">{t('testing-attempt-good')}</span> : null}
          </p>
          {attempt.error === null ? null : <Wrong error={attempt.error} cause={attempt.cause} />}
        </li>
      ))}
    </ol>
  )
}

/** How it all ended. */
export function RunEnd({ run }: { run: Rehearsed }) {
  const t = useTexts()
  return (
    <>
      <header className="flex flex-wrap items-center gap-3 px-3 py-2 text-sm">
        <h2 className="text-base">{t('testing-end')}</h2>
        <Badge tone={statusTones[run.status]}>{statusWords(run.status, t)}</Badge>
        <span className="tabular text-soft">{t('testing-run-took', { time: formatDuration(run.seconds * 1_000) })}</span>
      </header>
      {run.error === null ? null : <Wrong error={run.error} cause={run.cause} className="mx-3 mb-2" />}
      {run.status === 'SUCCEEDED' ? <CodeEditor label={t('testing-tab-output')} language="json" value={pretty(run.output)} className="min-h-24 flex-1 overflow-auto rounded-none border-x-0 border-b-0" /> : null}
    </>
  )
}

function pretty(value: Json): string {
  return JSON.stringify(value, null, 2)
}
