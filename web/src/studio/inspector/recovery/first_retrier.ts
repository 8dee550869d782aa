import type { State } from '../../../workflow/definition.ts'
import type { JsonObject } from '../json.ts'
import { readResource } from '../task/resource.ts'
import { lambdaTransientErrors } from './error_names.ts'
import { retrierDefaults } from './waits.ts'

/** Whether a task asks a function. */
export function asksFunction(state: State): boolean {
  const resource = readResource(typeof state.source.Resource === 'string' ? state.source.Resource : '')
  return resource.kind === 'function' || (resource.kind === 'integration' && resource.service === 'lambda')
}

/** A retrier to begin with: of a function, for what goes by when one asks again. */
export function firstRetrier(state: State): JsonObject {
  return { ErrorEquals: asksFunction(state) ? [...lambdaTransientErrors] : ['States.TaskFailed'], ...retrierDefaults }
}
