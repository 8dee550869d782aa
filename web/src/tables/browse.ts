import { isRecord } from '../api/problem.ts'
import type { SearchMembers } from '../ui/search_members.ts'
import type { AttributeValue, Item } from './attribute_value.ts'
import { type Key, keysOf, type KeyType, type Table } from './dynamodb.ts'

export const sortOperators = ['=', '<', '<=', '>', '>=', 'between', 'begins_with'] as const
export type SortOperator = (typeof sortOperators)[number]
export const filterOperators = ['=', '<>', '<', '<=', '>', '>=', 'contains', 'begins_with', 'exists', 'not_exists'] as const
export type FilterOperator = (typeof filterOperators)[number]
export const filterTypes = ['S', 'N', 'BOOL'] as const
export type FilterType = (typeof filterTypes)[number]

export type Filter = { attribute: string; operator: FilterOperator; type: FilterType; value: string }

/** What somebody wants to see of a table. It is in the address, so that it can be shared. */
export type Browse = {
  mode: 'scan' | 'query'
  /** Empty is the table itself. */
  index: string
  partition: string
  sortOperator: SortOperator
  sort: string
  sortTo: string
  newestFirst: boolean
  filters: Filter[]
}

/** Items on a page. */
export const PAGE_ITEMS = 50

export function takesValue(operator: FilterOperator): boolean {
  return operator !== 'exists' && operator !== 'not_exists'
}

export function browseOf(search: SearchMembers): Browse {
  return {
    mode: search.mode === 'query' ? 'query' : 'scan',
    index: search.index ?? '',
    partition: search.pk ?? '',
    sortOperator: sortOperators.find((one) => one === search.op) ?? '=',
    sort: search.sk ?? '',
    sortTo: search.to ?? '',
    newestFirst: search.order === 'desc',
    filters: filtersOf(search.filters ?? ''),
  }
}

function filtersOf(text: string): Filter[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text || '[]')
  } catch {
    return []
  }
  if (!Array.isArray(parsed)) return []
  return parsed.flatMap((one: unknown): Filter[] => {
    if (!isRecord(one) || typeof one.attribute !== 'string' || typeof one.value !== 'string') return []
    const operator = filterOperators.find((known) => known === one.operator)
    const type = filterTypes.find((known) => known === one.type)
    return operator && type ? [{ attribute: one.attribute, operator, type, value: one.value }] : []
  })
}

export function searchOf(browse: Browse): SearchMembers {
  const isQuery = browse.mode === 'query'
  const hasSort = isQuery && browse.sort !== ''
  const filters = browse.filters.filter((filter) => filter.attribute.trim() !== '')
  return {
    mode: isQuery ? 'query' : undefined,
    index: browse.index || undefined,
    pk: isQuery ? browse.partition : undefined,
    op: hasSort && browse.sortOperator !== '=' ? browse.sortOperator : undefined,
    sk: hasSort ? browse.sort : undefined,
    to: hasSort && browse.sortOperator === 'between' ? browse.sortTo : undefined,
    order: isQuery && browse.newestFirst ? 'desc' : undefined,
    filters: filters.length > 0 ? JSON.stringify(filters) : undefined,
  }
}

export type Fault = 'required' | 'number' | 'base64' | 'boolean'
export type Faults = { partition?: Fault; sort?: Fault; sortTo?: Fault; filters: (Fault | undefined)[] }

function faultOf(text: string, type: KeyType | FilterType): Fault | undefined {
  if (type === 'N') return text.trim() !== '' && Number.isFinite(Number(text)) ? undefined : 'number'
  if (type === 'B') return text !== '' && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) ? undefined : 'base64'
  return type === 'BOOL' && text !== 'true' && text !== 'false' ? 'boolean' : undefined
}

function keyFault(text: string, key: Key): Fault | undefined {
  return text === '' ? 'required' : faultOf(text, key.type)
}

/** What is wrong with a form, before anybody is asked. */
export function faultsOf(table: Table, browse: Browse): Faults {
  const { partition, sort } = keysOf(table, browse.index)
  const faults: Faults = {
    filters: browse.filters.map((filter) => (filter.attribute.trim() !== '' && takesValue(filter.operator) ? faultOf(filter.value, filter.type) : undefined)),
  }
  if (browse.mode === 'scan') return faults
  faults.partition = keyFault(browse.partition, partition)
  if (sort && browse.sort !== '') {
    faults.sort = browse.sortOperator === 'begins_with' && sort.type !== 'N' ? undefined : keyFault(browse.sort, sort)
    if (browse.sortOperator === 'between') faults.sortTo = keyFault(browse.sortTo, sort)
  }
  return faults
}

export function isFaulty(faults: Faults): boolean {
  return [faults.partition, faults.sort, faults.sortTo, ...faults.filters].some(Boolean)
}

function valueOf(text: string, type: KeyType | FilterType): AttributeValue {
  switch (type) {
    case 'S':
      return { S: text }
    case 'N':
      return { N: text.trim() }
    case 'B':
      return { B: text }
    case 'BOOL':
      return { BOOL: text === 'true' }
  }
}

export type Asked = { operation: 'Scan' | 'Query'; request: Record<string, unknown> }

/** The request to DynamoDB for a page that begins after `from`. */
export function requestOf(table: Table, browse: Browse, from: Item | undefined): Asked {
  const names: Record<string, string> = {}
  const values: Item = {}
  const request: Record<string, unknown> = { TableName: table.TableName, Limit: PAGE_ITEMS }
  if (browse.index) request.IndexName = browse.index
  if (from) request.ExclusiveStartKey = from
  if (browse.mode === 'query') {
    const { partition, sort } = keysOf(table, browse.index)
    names['#partition'] = partition.name
    values[':partition'] = valueOf(browse.partition, partition.type)
    const conditions = ['#partition = :partition']
    if (sort && browse.sort !== '') {
      names['#sort'] = sort.name
      values[':sort'] = valueOf(browse.sort, sort.type)
      if (browse.sortOperator === 'between') {
        values[':to'] = valueOf(browse.sortTo, sort.type)
        conditions.push('#sort BETWEEN :sort AND :to')
      } else {
        conditions.push(browse.sortOperator === 'begins_with' ? 'begins_with(#sort, :sort)' : `#sort ${browse.sortOperator} :sort`)
      }
    }
    request.KeyConditionExpression = conditions.join(' AND ')
    request.ScanIndexForward = !browse.newestFirst
  }
  const filters = browse.filters.filter((filter) => filter.attribute.trim() !== '')
  if (filters.length > 0) {
    request.FilterExpression = filters
      .map((filter, index) => {
        const [name, value] = [`#f${index}`, `:f${index}`]
        names[name] = filter.attribute.trim()
        if (takesValue(filter.operator)) values[value] = valueOf(filter.value, filter.type)
        switch (filter.operator) {
          case 'exists':
            return `attribute_exists(${name})`
          case 'not_exists':
            return `attribute_not_exists(${name})`
          case 'contains':
          case 'begins_with':
            return `${filter.operator}(${name}, ${value})`
          default:
            return `${name} ${filter.operator} ${value}`
        }
      })
      .join(' AND ')
  }
  if (Object.keys(names).length > 0) request.ExpressionAttributeNames = names
  if (Object.keys(values).length > 0) request.ExpressionAttributeValues = values
  return { operation: browse.mode === 'query' ? 'Query' : 'Scan', request }
}
