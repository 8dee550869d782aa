import { awsJson } from '../../../api/aws.ts'
import { executionName } from '../../../api/execution.ts'
import { isRecord } from '../../../api/problem.ts'
import { allStates, type Workflow } from '../../../workflow/definition.ts'
import type { Json } from '../../../workflow/syntax.ts'
import type { StateSample } from '../../session.ts'
import { statesBefore } from '../expression/scope.ts'
import { jsonOf, type JsonObject } from '../json.ts'

/** What the states of a machine received in a past execution, read from its history. */

export type PastEvent = { id: number; previousEventId?: number; type: string } & Record<string, unknown>

const PAGE = 1_000
/** A history is read so far: what a state received is found in its first visits. */
const EVENTS_MAX = 5_000

export async function readSamples(arn: string, workflow: Workflow): Promise<Map<string, StateSample>> {
  const events: PastEvent[] = []
  let nextToken: string | undefined
  do {
    const page: { events: PastEvent[]; nextToken?: string } = await awsJson('states', 'GetExecutionHistory', { executionArn: arn, maxResults: PAGE, nextToken, includeExecutionData: true })
    events.push(...page.events)
    nextToken = page.nextToken
  } while (nextToken && events.length < EVENTS_MAX)
  return samplesOf(events, workflow, arn)
}

/** What makes an output of a result. */
const shapes = ['Output', 'ResultSelector', 'ResultPath', 'OutputPath']

/** The first visit of each state counts that was finished, else the last. */
export function samplesOf(events: readonly PastEvent[], workflow: Workflow, arn: string): Map<string, StateSample> {
  const byId = new Map(events.map((event) => [event.id, event]))
  const states = new Map([...allStates(workflow)].map((state) => [state.name, state]))
  const samples = new Map<string, StateSample>()
  const finished = new Set<string>()
  const source = { kind: 'execution', arn, name: executionName(arn).name } as const

  /** The event by which the state was entered that an event is within. */
  const entryOf = (event: PastEvent): PastEvent | null => {
    for (let at: PastEvent | undefined = event; at; at = byId.get(at.previousEventId ?? 0)) if (at.type.endsWith('StateEntered')) return at
    return null
  }

  const variablesAt = (entry: PastEvent, name: string): JsonObject => {
    const state = states.get(name)
    const seen = new Set((state && statesBefore(workflow, state.id))?.map((one) => one.name) ?? [])
    const variables: JsonObject = {}
    for (let at = byId.get(entry.previousEventId ?? 0); at; at = byId.get(at.previousEventId ?? 0)) {
      const details = detailsOf(at)
      if (!at.type.endsWith('StateExited') || !seen.has(String(details.name)) || !isRecord(details.assignedVariables)) continue
      for (const [variable, text] of Object.entries(details.assignedVariables)) if (!(variable in variables)) variables[variable] = jsonOf(String(text)) ?? null
    }
    return variables
  }

  for (const event of events) {
    const details = detailsOf(event)
    if (event.type.endsWith('StateEntered')) {
      const name = String(details.name)
      if (!states.has(name) || finished.has(name)) continue
      samples.set(name, { input: jsonIn(details.input) ?? {}, variables: variablesAt(event, name), source })
      continue
    }
    const isExit = event.type.endsWith('StateExited')
    const entry = isExit ? null : entryOf(event)
    const name = isExit ? String(details.name) : entry ? String(detailsOf(entry).name) : ''
    const sample = samples.get(name)
    if (!sample || finished.has(name)) continue
    if (isExit) {
      sample.output = jsonIn(details.output)
      const state = states.get(name)
      // No event tells what the branches or items gave together: it is the output where nothing shapes that.
      if (state && (state.type === 'Parallel' || state.type === 'Map') && !shapes.some((field) => field in state.source)) sample.result = sample.output
      finished.add(name)
    } else if (/^(Task|LambdaFunction|Activity)Scheduled$/.test(event.type)) {
      sample.arguments = jsonIn(details.parameters ?? details.input)
    } else if (/^(Task|LambdaFunction|Activity)Succeeded$/.test(event.type)) {
      sample.result = jsonIn(details.output)
    }
  }
  return samples
}

function jsonIn(text: unknown): Json | undefined {
  return typeof text === 'string' ? jsonOf(text) : undefined
}

/** The details of an event: AWS names that member after its type. */
function detailsOf(event: PastEvent): Record<string, unknown> {
  for (const [name, value] of Object.entries(event)) if (name.endsWith('EventDetails') && isRecord(value)) return value
  return {}
}
