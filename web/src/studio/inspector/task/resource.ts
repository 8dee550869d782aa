/** Whom a task asks, and how it waits for the answer: what its `Resource` says. */

export type Pattern = 'request_response' | 'run_job' | 'wait_for_token'

export type TaskResource =
  | { kind: 'function'; arn: string; name: string }
  | { kind: 'activity'; arn: string; name: string }
  | { kind: 'integration'; service: string; operation: string; isSdk: boolean; pattern: Pattern; suffix: string }
  | { kind: 'other'; text: string }

const INTEGRATION = /^arn:(aws[\w-]*):states:::(aws-sdk:)?([\w-]+):([\w-]+?)(\.sync(?::2)?|\.waitForTaskToken)?$/
const FUNCTION = /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:(.+)$/
const ACTIVITY = /^arn:aws[\w-]*:states:[^:]*:[^:]*:activity:(.+)$/

export function readResource(text: string): TaskResource {
  const integration = INTEGRATION.exec(text)
  if (integration) {
    const [, , sdk, service = '', operation = '', suffix = ''] = integration
    return { kind: 'integration', service, operation, isSdk: sdk !== undefined, suffix, pattern: patternOf(suffix) }
  }
  const [, named] = FUNCTION.exec(text) ?? []
  if (named !== undefined) return { kind: 'function', arn: text, name: named }
  const [, activity] = ACTIVITY.exec(text) ?? []
  if (activity !== undefined) return { kind: 'activity', arn: text, name: activity }
  return { kind: 'other', text }
}

function patternOf(suffix: string): Pattern {
  return suffix === '' ? 'request_response' : suffix === '.waitForTaskToken' ? 'wait_for_token' : 'run_job'
}

/** The same call, waited for in another way. An execution's output is best taken as JSON: `.sync:2`. */
export function withPattern(text: string, pattern: Pattern): string {
  const plain = text.replace(/(\.sync(?::2)?|\.waitForTaskToken)$/, '')
  if (pattern === 'request_response') return plain
  if (pattern === 'wait_for_token') return `${plain}.waitForTaskToken`
  return /:states:startExecution$/.test(plain) ? `${plain}.sync:2` : `${plain}.sync`
}

/** The ARN of another function where the one that is asked now is: its account and region as they are written. */
export function functionArnLike(now: string, arn: string): string {
  const prefix = /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:/.exec(now)?.[0]
  const name = FUNCTION.exec(arn)?.[1]
  return prefix !== undefined && name !== undefined ? prefix + name : arn
}
