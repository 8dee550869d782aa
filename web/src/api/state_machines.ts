import { queryOptions } from '@tanstack/react-query'

import { awsJson } from './aws.ts'

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

