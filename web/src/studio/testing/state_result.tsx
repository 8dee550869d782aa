import { ArrowRight } from 'lucide-react'
import { useState } from 'react'

import { prettyJson } from '../../format/json.ts'
import { type Texts, useTexts } from '../../texts/texts.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { CodeEditor } from '../../ui/code_editor.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import type { State } from '../../workflow/definition.ts'
import { useSession } from '../session_context.tsx'
import type { InspectionData, TestedState, TestStateStatus } from '../test_state.ts'
import { Wrong } from './wrong.tsx'

const tones: Record<TestStateStatus, Tone> = { SUCCEEDED: 'good', FAILED: 'bad', RETRIABLE: 'warning', CAUGHT_ERROR: 'warning' }

/** How the test of a state went: its end, and the data step by step. */
export function StateResult({ state, tested }: { state: State; tested: TestedState }) {
  const t = useTexts()
  const session = useSession()
  const [wanted, setWanted] = useState('output')
  const stages = stagesOf(tested, t)
  const shown = stages.find(({ value }) => value === wanted) ?? stages[0]
  const facts = factsOf(tested.inspectionData ?? {}, t)
  const next = tested.nextState
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 pt-2.5 text-sm">
        <h2 className="text-base">{state.name}</h2>
        <Badge tone={tones[tested.status]}>{statusWords(tested.status, t)}</Badge>
        {next === undefined ? null : (
          <button type="button" onClick={() => session.select([next])} className="inline-flex min-h-6 items-center gap-1 font-semibold text-river underline underline-offset-2">
            <ArrowRight aria-hidden size={14} />
            {t('testing-next', { state: next })}
          </button>
        )}
        {facts.map((fact) => <span key={fact} className="text-soft">{fact}</span>)}
      </header>
      {tested.error === undefined && tested.cause === undefined ? null : <Wrong error={tested.error ?? t('testing-error-unnamed')} cause={tested.cause ?? null} className="mx-3 mt-2" />}
      {shown ? (
        <Tabs fills label={t('testing-stages')} tabs={stages} value={shown.value} onChange={setWanted}>
          <CodeEditor label={shown.label} language="json" value={shown.text} className="min-h-full rounded-none border-0" />
        </Tabs>
      ) : (
        <p className="p-3 text-sm text-soft">{t('testing-stages-none')}</p>
      )}
    </>
  )
}

function statusWords(status: TestStateStatus, t: Texts): string {
  switch (status) {
    case 'SUCCEEDED':
      return t('testing-status-succeeded')
    case 'FAILED':
      return t('testing-status-failed')
    case 'RETRIABLE':
      return t('testing-status-retriable')
    case 'CAUGHT_ERROR':
      return t('testing-status-caught')
  }
}

type Stage = { value: string; label: string; text: string }

/** The data in the order in which it becomes the output; the output, which is looked for first, is the last. */
function stagesOf({ inspectionData: data = {}, output }: TestedState, t: Texts): Stage[] {
  const stages: (readonly [string, string, string | Record<string, string> | undefined])[] = [
    ['input', t('testing-tab-input'), data.input],
    ['afterInputPath', t('testing-stage-input-path'), data.afterInputPath],
    ['afterItemsPath', t('testing-stage-items-path'), data.afterItemsPath],
    ['afterItemsPointer', t('testing-stage-items-pointer'), data.afterItemsPointer],
    ['afterItemSelector', t('testing-stage-item-selector'), data.afterItemSelector],
    ['afterItemBatcher', t('testing-stage-item-batcher'), data.afterItemBatcher],
    ['afterParameters', t('testing-stage-parameters'), data.afterParameters],
    ['afterArguments', t('testing-tab-arguments'), data.afterArguments],
    ['request', t('testing-stage-request'), data.request],
    ['response', t('testing-stage-response'), data.response],
    ['result', t('testing-tab-result'), data.result],
    ['afterResultSelector', t('testing-stage-result-selector'), data.afterResultSelector],
    ['afterResultPath', t('testing-stage-result-path'), data.afterResultPath],
    ['variables', t('testing-tab-variables'), data.variables],
    ['output', t('testing-tab-output'), output],
  ]
  return stages.flatMap(([value, label, text]) => (text === undefined ? [] : [{ value, label, text: typeof text === 'string' ? prettyJson(text) : JSON.stringify(text, null, 2) }]))
}

function factsOf({ errorDetails: details = {}, maxConcurrency, toleratedFailureCount, toleratedFailurePercentage }: InspectionData, t: Texts): string[] {
  const { retryIndex, retryBackoffIntervalSeconds: backoff, catchIndex } = details
  return [
    ...(backoff === undefined ? [] : [t('testing-fact-backoff', { seconds: backoff })]),
    ...(retryIndex === undefined ? [] : [t('testing-fact-retry', { n: retryIndex + 1 })]),
    ...(catchIndex === undefined ? [] : [t('testing-fact-catch', { n: catchIndex + 1 })]),
    ...(maxConcurrency === undefined ? [] : [t('testing-fact-concurrency', { n: maxConcurrency })]),
    ...(toleratedFailureCount === undefined ? [] : [t('testing-fact-tolerated', { n: toleratedFailureCount })]),
    ...(toleratedFailurePercentage === undefined ? [] : [t('testing-fact-tolerated-percentage', { n: toleratedFailurePercentage })]),
  ]
}
