import { describe, expect, it } from 'vitest'

import { type Browse, browseOf, faultsOf, isFaulty, requestOf, searchOf } from './browse.ts'
import { changeOf, keyOf, keysFirst, type Table } from './dynamodb.ts'

const table: Table = {
  TableName: 'couriers',
  TableArn: 'arn',
  TableStatus: 'ACTIVE',
  KeySchema: [{ AttributeName: 'zone', KeyType: 'HASH' }, { AttributeName: 'number', KeyType: 'RANGE' }],
  AttributeDefinitions: [{ AttributeName: 'zone', AttributeType: 'S' }, { AttributeName: 'number', AttributeType: 'N' }, { AttributeName: 'vehicle', AttributeType: 'S' }],
  CreationDateTime: 0,
  ItemCount: 0,
  TableSizeBytes: 0,
  GlobalSecondaryIndexes: [{ IndexName: 'by_vehicle', KeySchema: [{ AttributeName: 'vehicle', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } }],
}
const browse: Browse = { mode: 'query', index: '', partition: 'north', sortOperator: 'between', sort: '1', sortTo: '9', newestFirst: true, filters: [{ attribute: 'active', operator: '=', type: 'BOOL', value: 'true' }] }

describe('browsing a table', () => {
  it('asks by the key, in the types of the key', () => {
    expect(requestOf(table, browse, undefined)).toEqual({
      operation: 'Query',
      request: {
        TableName: 'couriers',
        Limit: 50,
        KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :sort AND :to',
        ScanIndexForward: false,
        FilterExpression: '#f0 = :f0',
        ExpressionAttributeNames: { '#partition': 'zone', '#sort': 'number', '#f0': 'active' },
        ExpressionAttributeValues: { ':partition': { S: 'north' }, ':sort': { N: '1' }, ':to': { N: '9' }, ':f0': { BOOL: true } },
      },
    })
  })

  it('scans an index with filters that need no value, from a page on', () => {
    const from = { zone: { S: 'north' }, number: { N: '1' } }
    const asked = requestOf(table, { ...browse, mode: 'scan', index: 'by_vehicle', filters: [{ attribute: 'name', operator: 'not_exists', type: 'S', value: 'ignored' }, { attribute: ' ', operator: '=', type: 'S', value: '' }] }, from)
    expect(asked).toEqual({
      operation: 'Scan',
      request: { TableName: 'couriers', Limit: 50, IndexName: 'by_vehicle', ExclusiveStartKey: from, FilterExpression: 'attribute_not_exists(#f0)', ExpressionAttributeNames: { '#f0': 'name' } },
    })
  })

  it('scans without anything else', () => {
    expect(requestOf(table, browseOf({}), undefined).request).toEqual({ TableName: 'couriers', Limit: 50 })
  })

  it('finds what is wrong before it asks', () => {
    expect(isFaulty(faultsOf(table, browse))).toBe(false)
    expect(faultsOf(table, { ...browse, partition: '' }).partition).toBe('required')
    expect(faultsOf(table, { ...browse, sort: 'x' }).sort).toBe('number')
    expect(faultsOf(table, { ...browse, sortTo: '' }).sortTo).toBe('required')
    expect(faultsOf(table, { ...browse, filters: [{ attribute: 'n', operator: '<', type: 'N', value: 'x' }] }).filters).toEqual(['number'])
    expect(isFaulty(faultsOf(table, { ...browse, mode: 'scan', partition: '' }))).toBe(false)
  })

  it('is kept in the address', () => {
    expect(browseOf(searchOf(browse))).toEqual(browse)
    expect(searchOf(browseOf({}))).toEqual({ mode: undefined, index: undefined, pk: undefined, op: undefined, sk: undefined, to: undefined, order: undefined, filters: undefined })
    expect(browseOf({ filters: '[{"attribute":1}]', op: 'nonsense' })).toMatchObject({ filters: [], sortOperator: '=' })
  })
})

describe('changing an item', () => {
  it('writes what differs, under the condition that it is as it was', () => {
    expect(changeOf({ id: { S: 'a' }, n: { N: '1' }, old: { S: 'x' } }, { id: { S: 'a' }, n: { N: '2' }, fresh: { BOOL: true } })).toEqual({
      UpdateExpression: 'SET #a0 = :n0, #a2 = :n2 REMOVE #a1',
      ConditionExpression: '#a0 = :o0 AND #a1 = :o1 AND attribute_not_exists(#a2)',
      ExpressionAttributeNames: { '#a0': 'n', '#a1': 'old', '#a2': 'fresh' },
      ExpressionAttributeValues: { ':n0': { N: '2' }, ':o0': { N: '1' }, ':o1': { S: 'x' }, ':n2': { BOOL: true } },
    })
  })

  it('finds an item by the key of the table', () => {
    expect(Object.keys(keysFirst(table, { name: { S: 'x' }, number: { N: '1' }, active: { BOOL: true }, zone: { S: 'north' } }))).toEqual(['zone', 'number', 'active', 'name'])
    expect(keyOf(table, { zone: { S: 'north' }, number: { N: '1' }, name: { S: 'x' } })).toEqual({ zone: { S: 'north' }, number: { N: '1' } })
  })
})
