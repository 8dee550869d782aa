import { queryOptions } from '@tanstack/react-query'

import { awsJson } from '../api/aws.ts'

type MapRun = { itemCounts: { pending: number; running: number; succeeded: number; failed: number; timedOut: number; aborted: number; total: number } }

/** A Map Run is told of by no stream: it is asked after now and then. */
const AGAIN_MS = 3_000

export function mapRunQuery(arn: string) {
  return queryOptions({ queryKey: ['map-run', arn], queryFn: () => awsJson<MapRun>('states', 'DescribeMapRun', { mapRunArn: arn }), refetchInterval: (query) => (query.state.data && query.state.data.itemCounts.running + query.state.data.itemCounts.pending === 0 ? false : AGAIN_MS) })
}
