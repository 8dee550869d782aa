import { queryOptions } from '@tanstack/react-query'
import { SquareFunction, Workflow } from 'lucide-react'

import { isRecord } from '../../../api/problem.ts'
import { awsRest } from '../../../api/aws.ts'
import type { MachineListed } from '../../../api/state_machines.ts'
import { functionTask, integration, type PaletteItem, single } from './item.ts'
import { nested } from './actions.ts'

export type FunctionListed = { name: string; description: string }

/** The account's functions, by name. */
export const functionsQuery = queryOptions({
  queryKey: ['studio-functions'],
  queryFn: async () => {
    const found: FunctionListed[] = []
    for (let marker: unknown = ''; typeof marker === 'string'; ) {
      const answer: Record<string, unknown> = await awsRest('GET', `/2015-03-31/functions?MaxItems=50${marker && `&Marker=${encodeURIComponent(marker)}`}`)
      for (const one of Array.isArray(answer.Functions) ? answer.Functions : []) {
        if (isRecord(one) && typeof one.FunctionName === 'string') found.push({ name: one.FunctionName, description: typeof one.Description === 'string' ? one.Description : '' })
      }
      marker = typeof answer.NextMarker === 'string' && answer.NextMarker !== '' ? answer.NextMarker : null
    }
    return found.sort((one, other) => one.name.localeCompare(other.name))
  },
})

export function functionItem({ name, description }: FunctionListed): PaletteItem {
  return { id: `function-${name}`, type: 'Task', icon: SquareFunction, title: name, detail: description, words: 'lambda', fragment: (language) => single(stateNameOf(name), functionTask(language, name)) }
}

export function machineItem({ name, stateMachineArn }: MachineListed): PaletteItem {
  return { id: `machine-${name}`, type: 'Task', icon: Workflow, title: name, detail: '', words: 'workflow nested', fragment: (language) => single(`Run ${name}`, integration(language, 'states:startExecution.sync:2', nested(stateMachineArn))) }
}

/** As the order workflow has it: the state is named as the function is, without the word. */
function stateNameOf(name: string): string {
  return name.replace(/(?<=.)Function$/, '')
}
