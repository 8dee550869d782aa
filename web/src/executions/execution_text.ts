import { awsJson } from '../api/aws.ts'
import type { ExecutionDetail } from '../api/execution.ts'

/** An execution as texts to take elsewhere. */

type Page = { events: object[]; nextToken?: string }

const PAGE = 1_000

/** All that AWS's API tells of it: the description and the whole history, with payloads. */
export async function exportExecution(execution: ExecutionDetail): Promise<string> {
  const description = await awsJson('states', 'DescribeExecution', { executionArn: execution.arn })
  const events: object[] = []
  let nextToken: string | undefined
  do {
    const page: Page = await awsJson<Page>('states', 'GetExecutionHistory', { executionArn: execution.arn, maxResults: PAGE, nextToken, includeExecutionData: true })
    events.push(...page.events)
    nextToken = page.nextToken
  } while (nextToken)
  const definition: unknown = execution.definition ? JSON.parse(execution.definition) : null
  return JSON.stringify({ execution: description, definition, events }, null, 2)
}

/** Has the browser keep a text as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** The line for AWS's command line client. */
export function commandLine(arn: string): string {
  return `aws stepfunctions describe-execution --execution-arn '${arn}'`
}
