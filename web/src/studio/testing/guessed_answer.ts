import type { Json } from '../../workflow/syntax.ts'

/** What the service itself answers, by the resource of a task. */
export function serviceAnswer(resource: string): Json {
  const plain = resource.replace(/\.(sync(:2)?|waitForTaskToken)$/, '')
  if (resource.endsWith('.waitForTaskToken')) return {}
  switch (plain) {
    case 'lambda:invoke':
      return { ExecutedVersion: '$LATEST', Payload: {}, StatusCode: 200 }
    case 'dynamodb:getItem':
      return { Item: {} }
    case 'dynamodb:putItem':
    case 'dynamodb:updateItem':
    case 'dynamodb:deleteItem':
      return {}
    case 'sns:publish':
      return { MessageId: '11111111-2222-4333-8444-555555555555' }
    case 'sqs:sendMessage':
      return { MessageId: '11111111-2222-4333-8444-555555555555', MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' }
    case 'http:invoke':
      return { StatusCode: 200, StatusText: 'OK', Headers: {}, ResponseBody: {} }
    case 'bedrock:invokeModel':
      return { Body: {}, ContentType: 'application/json' }
    case 'events:putEvents':
      return { FailedEntryCount: 0, Entries: [{ EventId: '11111111-2222-4333-8444-555555555555' }] }
    case 'states:startExecution': {
      const started = { ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:inner:1', StartDate: 1_767_225_600_000 }
      if (!resource.includes('.sync')) return started
      return { ...started, Status: 'SUCCEEDED', Output: resource.endsWith(':2') ? {} : '{}' }
    }
    default:
      return {}
  }
}

/** What something of that name probably is. */
export function guessFor(keys: readonly string[]): Json {
  const name = keys.findLast((key) => !/^\d+$/.test(key)) ?? ''
  if (/^(is|has|can)[_A-Z]|availab|approved|success|valid|^(ok|paid|found|accepted)$/i.test(name)) return true
  if (/(count|total|amount|price|cost|fee|seconds|minutes|quantity|size|number|score|cents)$/i.test(name)) return 1
  if (/(items|lines|records|list|results)$/i.test(name)) return [{}]
  if (/(^|_)id$|Id$/.test(name)) return `${name.replace(/_?id$/i, '') || 'id'}-1`
  if (/(_at|At|[dD]ate|[tT]imestamp|[tT]ime)$/.test(name)) return '2030-01-01T12:00:00Z'
  return name
}
