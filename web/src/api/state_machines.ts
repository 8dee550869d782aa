import { queryOptions } from '@tanstack/react-query'

import { awsJson } from './aws.ts'
import { countsQuery } from './console_queries.ts'

export type MachineType = 'STANDARD' | 'EXPRESS'
export type MachineListed = { stateMachineArn: string; name: string; type: MachineType; creationDate: number }

/** Follows pages to the end. */
export async function allPages<Item>(operation: string, request: object, member: string): Promise<Item[]> {
  const items: Item[] = []
  let nextToken: unknown
  do {
    const answer = await awsJson('states', operation, nextToken ? { ...request, nextToken } : request)
    const page = answer[member]
    if (Array.isArray(page)) items.push(...page)
    nextToken = answer.nextToken
  } while (nextToken)
  return items
}

/** All state machines, by name. */
export const machinesQuery = queryOptions({
  queryKey: ['machines'],
  queryFn: async () => {
    const machines = await allPages<MachineListed>('ListStateMachines', {}, 'stateMachines')
    return machines.sort((one, other) => one.name.localeCompare(other.name))
  },
})

/** A machine, or a version of one. Times are seconds since 1970, as Step Functions has them. */
export type Machine = MachineListed & {
  definition: string
  roleArn: string
  status?: 'ACTIVE' | 'DELETING'
  revisionId?: string
  description?: string
  loggingConfiguration?: {
    level?: string
    includeExecutionData?: boolean
    destinations?: { cloudWatchLogsLogGroup?: { logGroupArn?: string } }[]
  }
  tracingConfiguration?: { enabled?: boolean }
}

/** A machine by its ARN, or one of its versions by theirs. */
export const machineQuery = (arn: string) =>
  queryOptions({
    queryKey: ['machines', arn],
    queryFn: () => awsJson<Machine>('states', 'DescribeStateMachine', { stateMachineArn: arn }),
  })

export type Version = { stateMachineVersionArn: string; creationDate: number }

/** Newest first. */
export const versionsQuery = (arn: string) =>
  queryOptions({
    queryKey: ['machines', arn, 'versions'],
    queryFn: () => allPages<Version>('ListStateMachineVersions', { stateMachineArn: arn }, 'stateMachineVersions'),
  })

export type Route = { stateMachineVersionArn: string; weight: number }
export type Alias = { stateMachineAliasArn: string; name: string; description?: string; routingConfiguration: Route[] }

export const aliasesQuery = (arn: string) =>
  queryOptions({
    queryKey: ['machines', arn, 'aliases'],
    queryFn: async () => {
      const listed = await allPages<{ stateMachineAliasArn: string }>('ListStateMachineAliases', { stateMachineArn: arn }, 'stateMachineAliases')
      return Promise.all(listed.map((one) => awsJson<Alias>('states', 'DescribeStateMachineAlias', { stateMachineAliasArn: one.stateMachineAliasArn })))
    },
  })

/** `3` of `…:order:3`, `live` of `…:order:live`. */
export function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}

/** What AWS calls the revision of a machine that was never changed. */
export const INITIAL_REVISION = 'INITIAL'

/** Refused when the machine is not of that revision. The same revision is published once: again, it is the same version. */
export function publishVersion(arn: string, description: string, revisionId: string | undefined): Promise<{ stateMachineVersionArn: string }> {
  return awsJson('states', 'PublishStateMachineVersion', { stateMachineArn: arn, description, revisionId })
}

export function deleteVersion(arn: string): Promise<unknown> {
  return awsJson('states', 'DeleteStateMachineVersion', { stateMachineVersionArn: arn })
}

export function createAlias(name: string, description: string, routingConfiguration: readonly Route[]): Promise<unknown> {
  return awsJson('states', 'CreateStateMachineAlias', { name, description, routingConfiguration })
}

export function moveAlias(arn: string, description: string, routingConfiguration: readonly Route[]): Promise<unknown> {
  return awsJson('states', 'UpdateStateMachineAlias', { stateMachineAliasArn: arn, description, routingConfiguration })
}

export function deleteAlias(arn: string): Promise<unknown> {
  return awsJson('states', 'DeleteStateMachineAlias', { stateMachineAliasArn: arn })
}

export type NewMachine = { name: string; type: MachineType; definition: string; roleArn: string }

export function createMachine(machine: NewMachine): Promise<{ stateMachineArn: string }> {
  return awsJson('states', 'CreateStateMachine', machine)
}

/** Gives the revision that it is now: the same as before when nothing has changed, and none while it never has. */
export function updateMachine(arn: string, definition: string): Promise<{ revisionId?: string }> {
  return awsJson('states', 'UpdateStateMachine', { stateMachineArn: arn, definition })
}

export function deleteMachine(arn: string): Promise<unknown> {
  return awsJson('states', 'DeleteStateMachine', { stateMachineArn: arn })
}

/** Starts an execution of a machine, a version or an alias. */
export function startExecution(arn: string, name: string, input: string): Promise<{ executionArn: string }> {
  return awsJson('states', 'StartExecution', { stateMachineArn: arn, input, ...(name ? { name } : {}) })
}

export type Finished = { executionArn: string; status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT'; output?: string; error?: string; cause?: string; startDate: number; stopDate: number }

/** Starts an execution of an express machine and waits for its end. */
export function startSyncExecution(arn: string, name: string, input: string): Promise<Finished> {
  return awsJson('states', 'StartSyncExecution', { stateMachineArn: arn, input, ...(name ? { name } : {}) })
}

export type Diagnostic = { severity: 'ERROR' | 'WARNING'; code: string; message: string; location?: string }
export type Verdict = { result: 'OK' | 'FAIL'; diagnostics: Diagnostic[] }

export function validate(definition: string, type: MachineType): Promise<Verdict> {
  return awsJson('states', 'ValidateStateMachineDefinition', { definition, type, severity: 'WARNING' })
}

/** Counts change with every execution; nobody needs to see each change. */
const COUNTS_EVERY_MS = 5_000

/** How many executions there are, on pages that no stream tells of them. */
export const polledCountsQuery = (machine: string) => queryOptions({ ...countsQuery(machine), refetchInterval: COUNTS_EVERY_MS })
