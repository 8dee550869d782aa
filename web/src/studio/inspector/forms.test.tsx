import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { loadTexts } from '../../texts/bundles.ts'
import { ToastProvider } from '../../ui/toast.tsx'
import type { State } from '../../workflow/definition.ts'
import type { Json } from '../../workflow/syntax.ts'
import { Session } from '../session.ts'
import { SessionProvider } from '../session_context.tsx'
import { StateSightProvider, useSightOf } from './expression/state_sight.tsx'
import { StateForm } from './state/state_form.tsx'
import { StateHead } from './state/state_head.tsx'

beforeAll(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  // Nobody answers.
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  await Promise.all([loadTexts('common', 'studio', 'studio-inspector'), import('./expression/editor.tsx')])
})
afterAll(() => {
  vi.unstubAllGlobals()
})

const inner = { StartAt: 'In', States: { In: { Type: 'Succeed' } } }
const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxDelaySeconds: 9, JitterStrategy: 'FULL' }]

const paths: Json = {
  StartAt: 'Task',
  States: {
    Task: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: { 'a.$': '$.a' }, ResultPath: null, Credentials: { RoleArn: 'r' }, HeartbeatSecondsPath: '$.h', Retry: retry, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Fail' }], Next: 'Choice' },
    Choice: { Type: 'Choice', Choices: [{ And: [{ Variable: '$.a', NumericEqualsPath: '$.b' }, { Not: { Variable: '$.c', IsNull: true } }], Next: 'Wait' }], Default: 'Map' },
    Wait: { Type: 'Wait', SecondsPath: '$.s', Next: 'Map' },
    Map: { Type: 'Map', ItemsPath: '$.i', ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'] }, Parameters: { Bucket: 'b', Key: 'k' } }, ItemBatcher: { MaxItemsPerBatch: 2 }, ResultWriter: { WriterConfig: { OutputType: 'JSON' } }, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, ...inner }, Next: 'Parallel' },
    Parallel: { Type: 'Parallel', Branches: [{ StartAt: 'L', States: { L: { Type: 'Pass', Result: 1, End: true } } }], ResultSelector: { 'a.$': '$[0]' }, End: true },
    Fail: { Type: 'Fail', ErrorPath: '$.e', Cause: 'c' },
    Odd: { Type: 'Soon', Anything: { a: 1 } },
  },
}
const jsonata: Json = {
  QueryLanguage: 'JSONata',
  StartAt: 'Task',
  States: {
    Task: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'Pay' }, Output: '{% $states.result %}', Assign: { a: '{% $states.result.a %}' }, TimeoutSeconds: '{% 30 %}', InputPath: '$', Next: 'Choice' },
    Choice: { Type: 'Choice', Choices: [{ Condition: '{% $a > 1 %}', Next: 'Wait' }, { Condition: true, Next: 'Wait' }], Output: '{% $states.input %}' },
    Wait: { Type: 'Wait', Timestamp: '{% $now() %}', End: true },
  },
}

function Forms({ state }: { state: State }) {
  return (
    <StateSightProvider value={useSightOf(state)}>
      <StateHead state={state} />
      <StateForm state={state} />
    </StateSightProvider>
  )
}

async function drawn(definition: Json, look: (state: State, host: HTMLElement) => void): Promise<Session> {
  const session = new Session({ name: 'machine', text: JSON.stringify(definition), type: 'STANDARD', substitutions: {}, saved: null })
  const client = new QueryClient()
  const host = document.createElement('div')
  document.body.append(host)
  const root = createRoot(host)
  for (const state of session.now().document.states.values()) {
    await act(async () => {
      root.render(
        <QueryClientProvider client={client}>
          <ToastProvider>
            <SessionProvider value={session}>
              <Forms key={state.id} state={state} />
            </SessionProvider>
          </ToastProvider>
        </QueryClientProvider>,
      )
      // Editors are there in a moment.
      await new Promise((resolve) => setTimeout(resolve))
    })
    look(state, host)
  }
  await act(async () => root.unmount())
  host.remove()
  return session
}

describe('the form of a state', () => {
  it.each([['JSONPath', paths], ['JSONata', jsonata]])('shows all that is written in %s, and writes nothing by being looked at', async (_, definition) => {
    // Where the state leads, and what says so in words, has its own field; items of lists are opened one by one.
    const elsewhere = new Set(['Type', 'Next', 'End', 'Retry', 'Catch', 'Choices', 'Branches', 'ItemProcessor', 'Seconds', 'SecondsPath'])
    const session = await drawn(definition, (state, host) => {
      const said = host.textContent ?? ''
      for (const name of Object.keys(state.source)) if (!elsewhere.has(name)) expect(said, `${state.name} ${name}`).toContain(name)
    })
    expect(session.now().text).toBe(JSON.stringify(definition))
    expect(session.now().canUndo).toBe(false)
  })
})
