/** Errors that can be handled by name (Amazon States Language, "Appendix A"; Step Functions, "Error names"). */
export const statesErrors = [
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.DataLimitExceeded',
  'States.Runtime',
  'States.BranchFailed',
  'States.ExceedToleratedFailureThreshold',
  'States.ItemReaderFailed',
  'States.ResultWriterFailed',
  'States.Http.Socket',
] as const

/** What Lambda itself may answer, which goes by when one asks again (developer guide, "Handle transient Lambda service exceptions"). */
export const lambdaTransientErrors = ['Lambda.ClientExecutionTimeoutException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'] as const

const lambdaErrors = [...lambdaTransientErrors, 'Lambda.Unknown', 'Lambda.AccessDeniedException', 'Lambda.ResourceNotFoundException']

const containerErrors = new Set<string>(['States.BranchFailed', 'States.ExceedToleratedFailureThreshold', 'States.ItemReaderFailed', 'States.ResultWriterFailed'])

/** The errors that are offered for a state: those it can meet, with `others` that the machine names already. */
export function errorsFor(type: string, isFunction: boolean, others: readonly string[]): string[] {
  const own = statesErrors.filter((name) => (type === 'Task' ? !containerErrors.has(name) : true))
  return [...new Set([...own, ...(type === 'Task' && isFunction ? lambdaErrors : []), ...others])]
}
