import { queryOptions } from '@tanstack/react-query'

import { awsJson, awsRest } from '../../../api/aws.ts'

/** Whom tasks can ask here. */

export type FunctionListed = { FunctionName: string; FunctionArn: string; Description?: string; Runtime?: string }

const FUNCTIONS_PAGE = 50

/** All functions, by name. */
export const functionNamesQuery = queryOptions({
  queryKey: ['function-names'],
  queryFn: async () => {
    const functions: FunctionListed[] = []
    let marker = ''
    do {
      const page: { Functions?: FunctionListed[]; NextMarker?: string | null } = await awsRest('GET', `/2015-03-31/functions?MaxItems=${FUNCTIONS_PAGE}${marker === '' ? '' : `&Marker=${encodeURIComponent(marker)}`}`)
      functions.push(...(page.Functions ?? []))
      marker = page.NextMarker ?? ''
    } while (marker !== '')
    return functions.sort((one, other) => one.FunctionName.localeCompare(other.FunctionName))
  },
  staleTime: 60_000,
})

export type ActivityListed = { activityArn: string; name: string }

export const activitiesQuery = queryOptions({
  queryKey: ['activities'],
  queryFn: async () => (await awsJson<{ activities: ActivityListed[] }>('states', 'ListActivities', {})).activities,
  staleTime: 60_000,
})

/** The integrations that workflows here use most; any other can be written as it is. */
export const commonIntegrations = [
  'lambda:invoke',
  'dynamodb:getItem',
  'dynamodb:putItem',
  'dynamodb:updateItem',
  'dynamodb:deleteItem',
  'sns:publish',
  'sqs:sendMessage',
  'events:putEvents',
  'states:startExecution',
  'bedrock:invokeModel',
  'http:invoke',
  'apigateway:invoke',
] as const
