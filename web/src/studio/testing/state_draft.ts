import { isJson } from '../../format/json.ts'
import type { State, Workflow } from '../../workflow/definition.ts'
import type { Json } from '../../workflow/syntax.ts'
import type { StateSample } from '../session.ts'
import { proposalFor } from './proposal.ts'
import type { FieldValidation, InspectionLevel, TestStateRequest } from '../test_state.ts'

/** The test of one state as it is being written: values are texts, an empty one is not sent. */
export type StateDraft = {
  input: string
  variables: string
  context: string
  /** What stands in for its work; `real`: the work itself is done. */
  work: 'result' | 'error' | 'real'
  result: string
  validation: FieldValidation
  error: string
  cause: string
  causedBy: string
  retries: string
  failures: string
  items: string
  level: InspectionLevel
  reveals: boolean
  roleArn: string
}

/** Whether a state does some work that can be mocked (API reference, TestState: Task, Map and Parallel). */
export function doesWork(state: State): boolean {
  return state.type === 'Task' || state.type === 'Map' || state.type === 'Parallel'
}

/** Why the work of a state cannot be done by itself: AWS takes only a mock for it. */
export function onlyMocked(state: State): boolean {
  if (state.type === 'Map' || state.type === 'Parallel') return true
  return /\.sync(:2)?$|\.waitForTaskToken$|:activity:/.test(state.resource)
}

export function newStateDraft(workflow: Workflow, state: State, sample: StateSample | undefined, roleArn: string): StateDraft {
  return {
    input: pretty(sample?.input ?? {}),
    variables: sample && Object.keys(sample.variables).length > 0 ? pretty(sample.variables) : '',
    context: '',
    work: 'result',
    result: pretty(sample?.result ?? resultOf(workflow, state)),
    validation: 'STRICT',
    error: 'States.TaskFailed',
    cause: '',
    causedBy: '',
    retries: '',
    failures: '',
    items: '',
    level: 'DEBUG',
    reveals: false,
    roleArn,
  }
}

function resultOf(workflow: Workflow, state: State): Json {
  if (state.type === 'Parallel') return state.scopes.map(() => ({}))
  return state.type === 'Map' ? [{}] : proposalFor(workflow, state)
}

/** The members of a draft that are wrong, each with why. */
export type StateFault = 'json' | 'object' | 'number' | 'needed'

export function faultsOf(draft: StateDraft, state: State): Partial<Record<keyof StateDraft, StateFault>> {
  const faults: Partial<Record<keyof StateDraft, StateFault>> = {}
  if (!isJson(draft.input)) faults.input = 'json'
  if (!isObjectOrNothing(draft.variables)) faults.variables = 'object'
  if (!doesWork(state)) return faults
  if (draft.work === 'real') {
    if (draft.roleArn === '') faults.roleArn = 'needed'
    return faults
  }
  if (!isObjectOrNothing(draft.context)) faults.context = 'object'
  if (draft.work === 'result' && !isJson(draft.result)) faults.result = 'json'
  if (draft.work === 'error' && draft.error.trim() === '') faults.error = 'needed'
  if (!isCount(draft.retries)) faults.retries = 'number'
  if (!isCount(draft.failures)) faults.failures = 'number'
  return faults
}

function isObjectOrNothing(text: string): boolean {
  if (text.trim() === '') return true
  return isJson(text) && /^\s*\{/.test(text)
}

function isCount(text: string): boolean {
  return /^\d*$/.test(text.trim())
}

/** What TestState is asked; only when the draft has no faults. */
export function requestOf(draft: StateDraft, state: State, definition: string): TestStateRequest {
  const plain: TestStateRequest = { definition, stateName: state.name, input: draft.input, inspectionLevel: draft.level, variables: written(draft.variables) }
  if (!doesWork(state)) return plain
  if (draft.work === 'real') return { ...plain, roleArn: draft.roleArn, revealSecrets: draft.level === 'TRACE' && draft.reveals }
  const isError = draft.work === 'error'
  const configuration = {
    retrierRetryCount: counted(draft.retries),
    errorCausedByState: isError ? written(draft.causedBy) : undefined,
    mapIterationFailureCount: counted(draft.failures),
    mapItemReaderData: written(draft.items),
  }
  return {
    ...plain,
    context: written(draft.context),
    mock: isError ? { errorOutput: { error: draft.error.trim(), cause: written(draft.cause) } } : { result: draft.result, fieldValidationMode: draft.validation },
    stateConfiguration: Object.values(configuration).some((value) => value !== undefined) ? configuration : undefined,
  }
}

function written(text: string): string | undefined {
  return text.trim() === '' ? undefined : text
}

function counted(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text)
}

function pretty(value: Json): string {
  return JSON.stringify(value, null, 2)
}
