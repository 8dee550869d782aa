import { queryOptions } from '@tanstack/react-query'

import { awsJson } from '../api/aws.ts'

export type Machine = { name: string; arn: string; kind: 'STANDARD' | 'EXPRESS' }

type Listed = { stateMachines: { name: string; stateMachineArn: string; type: Machine['kind'] }[]; nextToken?: string }

const PAGE = 1_000

/** All state machines, by name. */
export const machinesQuery = queryOptions({
  queryKey: ['state-machines'],
  queryFn: async (): Promise<Machine[]> => {
    const machines: Machine[] = []
    let nextToken: string | undefined
    do {
      const page: Listed = await awsJson<Listed>('states', 'ListStateMachines', { maxResults: PAGE, nextToken })
      machines.push(...page.stateMachines.map((one) => ({ name: one.name, arn: one.stateMachineArn, kind: one.type })))
      nextToken = page.nextToken
    } while (nextToken)
    return machines.sort((one, other) => one.name.localeCompare(other.name))
  },
})
