import { queryOptions } from '@tanstack/react-query'

import { awsJson } from '../api/aws.ts'
import { type Item, isSame } from './attribute_value.ts'

export type KeyType = 'S' | 'N' | 'B'
export type KeyElement = { AttributeName: string; KeyType: 'HASH' | 'RANGE' }
export type Index = { IndexName: string; KeySchema: KeyElement[]; Projection: { ProjectionType: string; NonKeyAttributes?: string[] }; IndexStatus?: string; ItemCount?: number; IndexSizeBytes?: number }

export type Table = {
  TableName: string
  TableArn: string
  TableStatus: string
  KeySchema: KeyElement[]
  AttributeDefinitions: { AttributeName: string; AttributeType: KeyType }[]
  CreationDateTime: number
  ItemCount: number
  TableSizeBytes: number
  BillingModeSummary?: { BillingMode?: string }
  GlobalSecondaryIndexes?: Index[]
  LocalSecondaryIndexes?: Index[]
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: string }
  DeletionProtectionEnabled?: boolean
}

/** What the shop remembers is here: these tables are the truth of its orders. */
export function isOfShop(table: string): boolean {
  return table === 'entrega' || table.startsWith('entrega-')
}

export type Key = { name: string; type: KeyType }
export type Keys = { partition: Key; sort: Key | null }

/** The key of the table, or of one of its indexes. */
export function keysOf(table: Table, index = ''): Keys {
  const schema = index === '' ? table.KeySchema : (indexesOf(table).find((one) => one.IndexName === index)?.KeySchema ?? table.KeySchema)
  const key = (kind: KeyElement['KeyType']): Key | null => {
    const name = schema.find((element) => element.KeyType === kind)?.AttributeName
    if (name === undefined) return null
    return { name, type: table.AttributeDefinitions.find((one) => one.AttributeName === name)?.AttributeType ?? 'S' }
  }
  return { partition: key('HASH') ?? { name: '', type: 'S' }, sort: key('RANGE') }
}

export function indexesOf(table: Table): Index[] {
  return [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])]
}

/** The key of an item, by which it is found. */
export function keyOf(table: Table, item: Item): Item {
  const { partition, sort } = keysOf(table)
  return Object.fromEntries([partition, sort].flatMap((key) => (key && item[key.name] ? [[key.name, item[key.name] ?? { NULL: true }] as const] : [])))
}

/** The same item, its key first and the rest by name: DynamoDB has them in no order. */
export function keysFirst(table: Table, item: Item): Item {
  const keys = keyOf(table, item)
  const others = Object.entries(item).filter(([name]) => !(name in keys))
  return { ...keys, ...Object.fromEntries(others.sort(([one], [other]) => (one < other ? -1 : 1))) }
}

export const tableNamesQuery = queryOptions({
  queryKey: ['tables'],
  queryFn: async () => {
    const names: string[] = []
    let from: string | undefined
    do {
      const answer = await awsJson<{ TableNames: string[]; LastEvaluatedTableName?: string }>('dynamodb', 'ListTables', from ? { ExclusiveStartTableName: from } : {})
      names.push(...answer.TableNames)
      from = answer.LastEvaluatedTableName
    } while (from)
    return names
  },
})

export const tableQuery = (name: string) =>
  queryOptions({
    queryKey: ['tables', name],
    queryFn: async () => (await awsJson<{ Table: Table }>('dynamodb', 'DescribeTable', { TableName: name })).Table,
  })

export type TimeToLive = { TimeToLiveStatus: 'ENABLED' | 'DISABLED' | 'ENABLING' | 'DISABLING'; AttributeName?: string }

export const timeToLiveQuery = (name: string) =>
  queryOptions({
    queryKey: ['tables', name, 'ttl'],
    queryFn: async () => (await awsJson<{ TimeToLiveDescription: TimeToLive }>('dynamodb', 'DescribeTimeToLive', { TableName: name })).TimeToLiveDescription,
  })

export type Page = { Items: Item[]; Count: number; ScannedCount: number; LastEvaluatedKey?: Item }

export function putItem(table: string, item: Item, partitionKey: string): Promise<unknown> {
  return awsJson('dynamodb', 'PutItem', { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': partitionKey } })
}

export function deleteItem(table: string, key: Item): Promise<unknown> {
  return awsJson('dynamodb', 'DeleteItem', { TableName: table, Key: key })
}

/** Changes what differs, and nothing else; refused when any of that has changed since it was read. */
export function updateItem(table: string, key: Item, before: Item, after: Item): Promise<unknown> {
  return awsJson('dynamodb', 'UpdateItem', { TableName: table, Key: key, ...changeOf(before, after) })
}

type Change = { UpdateExpression: string; ConditionExpression: string; ExpressionAttributeNames: Record<string, string>; ExpressionAttributeValues?: Item }

export function changedAttributes(before: Item, after: Item): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !isSame(before[name], after[name]))
}

export function changeOf(before: Item, after: Item): Change {
  const names: Record<string, string> = {}
  const values: Item = {}
  const [set, remove, conditions]: [string[], string[], string[]] = [[], [], []]
  for (const [index, name] of changedAttributes(before, after).entries()) {
    names[`#a${index}`] = name
    const [old, now] = [before[name], after[name]]
    if (now) {
      values[`:n${index}`] = now
      set.push(`#a${index} = :n${index}`)
    } else {
      remove.push(`#a${index}`)
    }
    if (old) {
      values[`:o${index}`] = old
      conditions.push(`#a${index} = :o${index}`)
    } else {
      conditions.push(`attribute_not_exists(#a${index})`)
    }
  }
  return {
    UpdateExpression: [set.length > 0 ? `SET ${set.join(', ')}` : '', remove.length > 0 ? `REMOVE ${remove.join(', ')}` : ''].filter(Boolean).join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  }
}

export type Answered = { Items?: Item[]; NextToken?: string }

export function executeStatement(statement: string, limit: number, nextToken?: string): Promise<Answered> {
  return awsJson('dynamodb', 'ExecuteStatement', { Statement: statement, ...(/^\s*select/i.test(statement) ? { Limit: limit } : {}), ...(nextToken ? { NextToken: nextToken } : {}) })
}
