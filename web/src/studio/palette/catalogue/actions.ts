import { Bot, Globe, Hourglass, Inbox, type LucideIcon, Megaphone, Pencil, Radio, Search, SquareFunction, Table2, Trash2, Workflow } from 'lucide-react'

import type { Texts } from '../../../texts/texts.tsx'
import type { Json } from '../../../workflow/syntax.ts'
import { functionTask, integration, type PaletteItem, single, type StateSource } from './item.ts'

/** A day. */
const ANSWER_WITHIN_SECONDS = 86_400

const ORDER_KEY = { jsonata: { id: { S: '{% $states.input.id %}' } }, jsonPath: { id: { 'S.$': '$.id' } } }

export const CHAT_MODEL = 'anthropic.claude-3-haiku-20240307-v1:0'

/** What a model is asked in one message. */
export function question(jsonata: string, jsonPath: string, system?: string): { jsonata: Json; jsonPath: Json } {
  const body = (content: StateSource): Json => ({
    ModelId: CHAT_MODEL,
    ContentType: 'application/json',
    Accept: 'application/json',
    Body: { anthropic_version: 'bedrock-2023-05-31', max_tokens: 300, ...(system ? { system } : {}), messages: [{ role: 'user', ...content }] },
  })
  return { jsonata: body({ content: jsonata }), jsonPath: body({ 'content.$': jsonPath }) }
}

/** What is asked of other services. */
export function actionItems(t: Texts): PaletteItem[] {
  const item = (id: string, icon: LucideIcon, name: string, [title, detail, words]: [string, string, string], resource: string, given: { jsonata: Json; jsonPath: Json }, fields: StateSource = {}): PaletteItem => ({
    id,
    type: 'Task',
    icon,
    title,
    detail,
    words: `${words} ${resource}`,
    fragment: (language) => single(name, integration(language, resource, given, fields)),
  })
  const both = (given: Json) => ({ jsonata: given, jsonPath: given })
  return [
    { id: 'lambda-invoke', type: 'Task', icon: SquareFunction, title: t('canvas-lambda-invoke'), detail: t('canvas-lambda-invoke-detail'), words: t('canvas-lambda-invoke-words'), fragment: (language) => single('InvokeFunction', functionTask(language, 'MyFunction')) },
    item('callback', Hourglass, 'WaitForAnswer', [t('canvas-callback'), t('canvas-callback-detail'), t('canvas-callback-words')], 'lambda:invoke.waitForTaskToken', {
      jsonata: { FunctionName: 'NotifyCustomerFunction', Payload: { task_token: '{% $states.context.Task.Token %}', input: '{% $states.input %}' } },
      jsonPath: { FunctionName: 'NotifyCustomerFunction', Payload: { 'task_token.$': '$$.Task.Token', 'input.$': '$' } },
    }, { TimeoutSeconds: ANSWER_WITHIN_SECONDS }),
    item('nested', Workflow, 'RunWorkflow', [t('canvas-nested'), t('canvas-nested-detail'), t('canvas-nested-words')], 'states:startExecution.sync:2', nested('MyWorkflow')),
    item('dynamodb-get', Search, 'GetItem', [t('canvas-dynamodb-get'), t('canvas-dynamodb-get-detail'), t('canvas-dynamodb-get-words')], 'dynamodb:getItem', {
      jsonata: { TableName: 'Orders', Key: ORDER_KEY.jsonata },
      jsonPath: { TableName: 'Orders', Key: ORDER_KEY.jsonPath },
    }),
    item('dynamodb-put', Table2, 'PutItem', [t('canvas-dynamodb-put'), t('canvas-dynamodb-put-detail'), t('canvas-dynamodb-put-words')], 'dynamodb:putItem', {
      jsonata: { TableName: 'Orders', Item: ORDER_KEY.jsonata },
      jsonPath: { TableName: 'Orders', Item: ORDER_KEY.jsonPath },
    }),
    item('dynamodb-update', Pencil, 'UpdateItem', [t('canvas-dynamodb-update'), t('canvas-dynamodb-update-detail'), t('canvas-dynamodb-update-words')], 'dynamodb:updateItem', {
      jsonata: { TableName: 'Orders', Key: ORDER_KEY.jsonata, UpdateExpression: 'SET #status = :status', ExpressionAttributeNames: { '#status': 'status' }, ExpressionAttributeValues: { ':status': { S: '{% $states.input.status %}' } } },
      jsonPath: { TableName: 'Orders', Key: ORDER_KEY.jsonPath, UpdateExpression: 'SET #status = :status', ExpressionAttributeNames: { '#status': 'status' }, ExpressionAttributeValues: { ':status': { 'S.$': '$.status' } } },
    }),
    item('dynamodb-delete', Trash2, 'DeleteItem', [t('canvas-dynamodb-delete'), t('canvas-dynamodb-delete-detail'), t('canvas-dynamodb-delete-words')], 'dynamodb:deleteItem', {
      jsonata: { TableName: 'Orders', Key: ORDER_KEY.jsonata },
      jsonPath: { TableName: 'Orders', Key: ORDER_KEY.jsonPath },
    }),
    item('sns-publish', Megaphone, 'Publish', [t('canvas-sns'), t('canvas-sns-detail'), t('canvas-sns-words')], 'sns:publish', {
      jsonata: { TopicArn: 'arn:aws:sns:REGION:ACCOUNT_ID:MyTopic', Message: '{% $string($states.input) %}' },
      jsonPath: { TopicArn: 'arn:aws:sns:REGION:ACCOUNT_ID:MyTopic', 'Message.$': 'States.JsonToString($)' },
    }),
    item('sqs-send', Inbox, 'SendMessage', [t('canvas-sqs'), t('canvas-sqs-detail'), t('canvas-sqs-words')], 'sqs:sendMessage', {
      jsonata: { QueueUrl: 'https://sqs.REGION.amazonaws.com/ACCOUNT_ID/MyQueue', MessageBody: '{% $states.input %}' },
      jsonPath: { QueueUrl: 'https://sqs.REGION.amazonaws.com/ACCOUNT_ID/MyQueue', 'MessageBody.$': '$' },
    }),
    item('events-put', Radio, 'PutEvents', [t('canvas-events'), t('canvas-events-detail'), t('canvas-events-words')], 'events:putEvents', {
      jsonata: { Entries: [{ Source: 'my.shop', DetailType: 'OrderChanged', Detail: '{% $states.input %}', EventBusName: 'default' }] },
      jsonPath: { Entries: [{ Source: 'my.shop', DetailType: 'OrderChanged', 'Detail.$': '$', EventBusName: 'default' }] },
    }),
    item('http', Globe, 'CallEndpoint', [t('canvas-http'), t('canvas-http-detail'), t('canvas-http-words')], 'http:invoke', both({
      ApiEndpoint: 'https://example.com/orders',
      Method: 'GET',
      Authentication: { ConnectionArn: 'arn:aws:events:REGION:ACCOUNT_ID:connection/MyConnection' },
    })),
    item('bedrock', Bot, 'AskModel', [t('canvas-bedrock'), t('canvas-bedrock-detail'), t('canvas-bedrock-words')], 'bedrock:invokeModel', question('{% $states.input.question %}', '$.question')),
  ]
}

/** Another machine is run with this one's input, and waited for. The link between the two is AWS's advice. */
export function nested(machine: string): { jsonata: Json; jsonPath: Json } {
  const arn = machine.startsWith('arn:') ? machine : `arn:aws:states:REGION:ACCOUNT_ID:stateMachine:${machine}`
  return {
    jsonata: { StateMachineArn: arn, Input: "{% $merge([$states.input, {'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID': $states.context.Execution.Id}]) %}" },
    jsonPath: { StateMachineArn: arn, Input: { 'input.$': '$', 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$': '$$.Execution.Id' } },
  }
}
