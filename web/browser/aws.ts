import type { Server } from './server.ts'

const targets = { states: ['AWSStepFunctions', '1.0'], dynamodb: ['DynamoDB_20120810', '1.0'] } as const

/** Asks AWS's API of the server, as any of AWS's clients does; nobody has to sign here. */
export async function aws<Answer = Record<string, unknown>>(server: Server, service: keyof typeof targets, operation: string, request: object): Promise<Answer> {
  const [target, version] = targets[service]
  const response = await fetch(server.awsUrl, {
    method: 'POST',
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` },
    body: JSON.stringify(request),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${text}`)
  return JSON.parse(text)
}

/** A state machine of a role that nobody has declared; gives its ARN. */
export async function createMachine(server: Server, name: string, definition: object): Promise<string> {
  const request = { name, roleArn: 'arn:aws:iam::000000000000:role/ledger', definition: JSON.stringify(definition, null, 2) }
  return (await aws<{ stateMachineArn: string }>(server, 'states', 'CreateStateMachine', request)).stateMachineArn
}

export async function startExecution(server: Server, stateMachineArn: string, name: string, input: object): Promise<string> {
  return (await aws<{ executionArn: string }>(server, 'states', 'StartExecution', { stateMachineArn, name, input: JSON.stringify(input) })).executionArn
}

/** Books an amount into a table that has to be there; large amounts wait for somebody's word, as an activity. */
export function ledger(activity: string): object {
  return {
    StartAt: 'Size',
    States: {
      Size: { Type: 'Choice', Choices: [{ Variable: '$.amount', NumericGreaterThan: 1_000, Next: 'Approve' }], Default: 'Book' },
      Approve: { Type: 'Task', Resource: activity, ResultPath: '$.approval', Next: 'Book' },
      Book: {
        Type: 'Task',
        Resource: 'arn:aws:states:::dynamodb:putItem',
        Parameters: { TableName: 'ledger', Item: { id: { 'S.$': '$.id' }, memo: { 'S.$': '$.memo' } } },
        ResultPath: '$.booked',
        Next: 'Booked',
      },
      Booked: { Type: 'Pass', End: true },
    },
  }
}

/** The table that the ledger is booked into. */
export async function createLedgerTable(server: Server): Promise<void> {
  await aws(server, 'dynamodb', 'CreateTable', {
    TableName: 'ledger',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  })
}
