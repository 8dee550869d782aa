import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { AwsError, awsJson } from '../api/aws.ts'
import { isRecord } from '../api/problem.ts'
import { formatExactTime } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { TextField } from '../ui/field.tsx'
import { Failure, Loading } from '../ui/states.tsx'
import type { ExecutionDetail } from '../api/execution.ts'
import { eventQuery, textDetail } from './event_query.ts'
import type { Step } from '../history/steps.ts'

/** A function may write a little before and after it is told to have run. */
const AROUND_MS = 1_000
const LINES_MAX = 500

type LogEvents = { events: { timestamp: number; message: string; eventId?: string }[] }

/** What a group has kept of a time; a group that is not there has kept nothing. */
async function readLogs(logGroupName: string, startTime: number, endTime: number): Promise<LogEvents['events']> {
  try {
    return (await awsJson<LogEvents>('logs', 'FilterLogEvents', { logGroupName, startTime, endTime, limit: LINES_MAX })).events
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return []
    throw error
  }
}

/** What was logged while a step went on: by the execution, and by the function it called. */
export function StepLogs({ execution, step }: { execution: ExecutionDetail; step: Step }) {
  const t = useTexts()
  const [find, setFind] = useState('')
  const scheduled = useQuery(eventQuery(execution.arn, step.attempts[0]?.event ?? null))
  const functionName = functionOf(step, textDetail(scheduled.data, 'parameters') ?? textDetail(scheduled.data, 'resource'))
  const groups = [functionName && `/aws/lambda/${functionName}`, execution.logs?.group].filter((group) => typeof group === 'string')
  const logs = useQuery({
    queryKey: ['step-logs', execution.arn, step.id, step.left, groups.join()],
    queryFn: async () => {
      const until = (step.left ?? Date.now()) + AROUND_MS
      const lines = await Promise.all(groups.map(async (group) => (await readLogs(group, step.entered - AROUND_MS, until)).map((line) => ({ ...line, group }))))
      return lines.flat().sort((one, other) => one.timestamp - other.timestamp)
    },
    enabled: groups.length > 0 && !scheduled.isLoading,
  })
  if (scheduled.isLoading) return <Loading />
  if (groups.length === 0) return <p className="text-sm text-soft">{t('executions-logs-no-group')}</p>
  if (logs.isError) return <Failure error={logs.error} onRetry={() => void logs.refetch()} />
  if (logs.isPending) return <Loading />
  const shown = find === '' ? logs.data : logs.data.filter((line) => line.message.toLowerCase().includes(find.toLowerCase()))
  if (logs.data.length === 0) return <p className="text-sm text-soft">{t('executions-logs-none', { groups: groups.join(', ') })}</p>
  return (
    <div className="grid gap-2">
      <TextField type="search" hiddenLabel label={t('search')} placeholder={t('search')} value={find} onChange={(event) => setFind(event.target.value)} />
      <ol tabIndex={0} aria-label={t('executions-tab-logs')} className="max-h-96 overflow-auto rounded-md bg-sunken/50 p-2 font-mono text-xs">
        {shown.map((line, index) => (
          <li key={line.eventId ?? index} className="flex gap-3 py-0.5">
            <span className="shrink-0 text-soft">{formatExactTime(line.timestamp)}</span>
            <span className={/\b(error|exception|fail)/i.test(line.message) ? 'break-all whitespace-pre-wrap text-chili' : 'break-all whitespace-pre-wrap'}>{line.message.trimEnd()}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** The name of the function a task has called: it is in what was sent, or in the ARN that was asked. */
function functionOf(step: Step, sent: string | null): string | null {
  const isLambda = step.resource?.startsWith('lambda:') ?? false
  const text = isLambda ? memberOf(sent, 'FunctionName') : (/:function:[^"]+/.exec(sent ?? step.resource ?? '')?.[0] ?? null)
  return text?.split(':function:').pop()?.split(':')[0] ?? null
}

function memberOf(text: string | null, name: string): string | null {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isRecord(value) && typeof value[name] === 'string' ? value[name] : null
  } catch {
    return null
  }
}
