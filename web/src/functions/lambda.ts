import { queryOptions } from '@tanstack/react-query'

import { awsRaw, awsRest } from '../api/aws.ts'
import { base64OfBytes, bytesOfBase64 } from './base64.ts'
import { readZip, writeZip, type ZipFile } from '../format/zip.ts'

/** What Lambda says about a function, or about one of its versions. */
export type FunctionConfiguration = {
  FunctionName: string
  FunctionArn: string
  Runtime?: string
  Role: string
  Handler: string
  CodeSize: number
  Description: string
  Timeout: number
  MemorySize: number
  LastModified: string
  CodeSha256: string
  Version: string
  RevisionId: string
  State?: 'Pending' | 'Active' | 'Inactive' | 'Failed'
  StateReason?: string
  LastUpdateStatus?: 'Successful' | 'InProgress' | 'Failed'
  LastUpdateStatusReason?: string
  Environment?: { Variables?: Record<string, string> }
  LoggingConfig?: { LogGroup?: string }
}

/** Its code is in the server's program, where no editor reaches. */
export function isBuiltIn(configuration: FunctionConfiguration): boolean {
  return configuration.Handler === 'in-process'
}

export function logGroupOf(configuration: FunctionConfiguration): string {
  return configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${configuration.FunctionName}`
}

const FUNCTIONS = '/2015-03-31/functions'
const pathOf = (name: string) => `${FUNCTIONS}/${encodeURIComponent(name)}`
const key = (name: string, ...more: string[]) => ['functions', name, ...more]

/** Follows pages to the end; lists here are of hundreds at most. */
async function all<Item>(path: string, member: string): Promise<Item[]> {
  const items: Item[] = []
  let marker = ''
  do {
    const answer = await awsRest<Record<string, unknown>>('GET', `${path}?MaxItems=50${marker && `&Marker=${encodeURIComponent(marker)}`}`)
    const page = answer[member]
    if (Array.isArray(page)) items.push(...page)
    marker = typeof answer.NextMarker === 'string' ? answer.NextMarker : ''
  } while (marker)
  return items
}

export const functionsQuery = queryOptions({
  queryKey: ['functions'],
  queryFn: () => all<FunctionConfiguration>(FUNCTIONS, 'Functions'),
})

export const functionQuery = (name: string) =>
  queryOptions({
    queryKey: key(name),
    queryFn: () => awsRest<FunctionConfiguration>('GET', `${pathOf(name)}/configuration`),
  })

/** An archive that is larger is not shown in an editor. */
const READABLE_ARCHIVE_BYTES = 3 * 1024 * 1024

export type Code = { archive: 'too-large' } | { archive: 'read'; files: ZipFile[] }

export const codeQuery = (configuration: FunctionConfiguration) =>
  queryOptions({
    queryKey: key(configuration.FunctionName, 'code', configuration.CodeSha256),
    queryFn: async (): Promise<Code> => {
      if (configuration.CodeSize > READABLE_ARCHIVE_BYTES) return { archive: 'too-large' }
      const response = await awsRaw('GET', `${pathOf(configuration.FunctionName)}/code`)
      return { archive: 'read', files: await readZip(new Uint8Array(await response.arrayBuffer())) }
    },
    staleTime: Infinity,
  })

export type NewFunction = {
  FunctionName: string
  Runtime: string
  Handler: string
  Role: string
  Timeout: number
  MemorySize: number
}

/** How often it is asked whether a function is ready, and how many times at most: a minute in all. */
const READY_EVERY_MS = 500
const READY_TRIES = 120

/** Waits until what was asked for is in effect; says why when it cannot be. */
async function ready(name: string): Promise<FunctionConfiguration> {
  for (let tries = 0; tries < READY_TRIES; tries++) {
    const now = await awsRest<FunctionConfiguration>('GET', `${pathOf(name)}/configuration`)
    if (now.State === 'Failed') throw new Error(now.StateReason ?? 'the function could not be made')
    if (now.LastUpdateStatus === 'Failed') throw new Error(now.LastUpdateStatusReason ?? 'the function could not be changed')
    if (now.State !== 'Pending' && now.LastUpdateStatus !== 'InProgress') return now
    await new Promise((resolve) => setTimeout(resolve, READY_EVERY_MS))
  }
  throw new Error(`${name} is still not ready`)
}

export async function createFunction(made: NewFunction, archive: Uint8Array): Promise<FunctionConfiguration> {
  await awsRest('POST', FUNCTIONS, { ...made, Code: { ZipFile: base64OfBytes(archive) } })
  return ready(made.FunctionName)
}

export async function updateCode(name: string, files: readonly ZipFile[], revision: string): Promise<FunctionConfiguration> {
  await awsRest('PUT', `${pathOf(name)}/code`, { ZipFile: base64OfBytes(writeZip(files)), RevisionId: revision })
  return ready(name)
}

export async function replaceArchive(name: string, archive: Uint8Array): Promise<FunctionConfiguration> {
  await awsRest('PUT', `${pathOf(name)}/code`, { ZipFile: base64OfBytes(archive) })
  return ready(name)
}

export type Settings = {
  Description: string
  Handler: string
  Role: string
  Timeout: number
  MemorySize: number
  Environment: { Variables: Record<string, string> }
}

export async function updateSettings(name: string, settings: Settings, revision: string): Promise<FunctionConfiguration> {
  await awsRest('PUT', `${pathOf(name)}/configuration`, { ...settings, RevisionId: revision })
  return ready(name)
}

export function deleteFunction(name: string): Promise<unknown> {
  return awsRest('DELETE', pathOf(name))
}

export type Invoked = {
  /** `Handled` or `Unhandled` when the function failed. */
  error: string | null
  payload: string
  log: string
  version: string
  milliseconds: number
}

/** Invokes a function as `RequestResponse`, with the end of its log. */
export async function invoke(name: string, event: string, qualifier: string): Promise<Invoked> {
  const path = `${pathOf(name)}/invocations${qualifier === '$LATEST' ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`}`
  const from = performance.now()
  const response = await awsRaw('POST', path, event, { 'content-type': 'application/json', 'x-amz-log-type': 'Tail' })
  const payload = await response.text()
  const log = response.headers.get('x-amz-log-result')
  return {
    error: response.headers.get('x-amz-function-error'),
    payload,
    log: log ? new TextDecoder().decode(bytesOfBase64(log)) : '',
    version: response.headers.get('x-amz-executed-version') ?? '$LATEST',
    milliseconds: performance.now() - from,
  }
}

export const versionsQuery = (name: string) =>
  queryOptions({
    queryKey: key(name, 'versions'),
    queryFn: () => all<FunctionConfiguration>(`${pathOf(name)}/versions`, 'Versions'),
  })

export type Alias = {
  Name: string
  FunctionVersion: string
  Description?: string
  RevisionId?: string
  RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> }
}

export const aliasesQuery = (name: string) =>
  queryOptions({ queryKey: key(name, 'aliases'), queryFn: () => all<Alias>(`${pathOf(name)}/aliases`, 'Aliases') })

export function publishVersion(name: string, description: string): Promise<FunctionConfiguration> {
  return awsRest('POST', `${pathOf(name)}/versions`, { Description: description })
}

export type AliasSettings = { Name: string; FunctionVersion: string; Description: string; RoutingConfig: { AdditionalVersionWeights: Record<string, number> } }

export function createAlias(name: string, alias: AliasSettings): Promise<Alias> {
  return awsRest('POST', `${pathOf(name)}/aliases`, alias)
}

export function moveAlias(name: string, { Name, ...alias }: AliasSettings): Promise<Alias> {
  return awsRest('PUT', `${pathOf(name)}/aliases/${encodeURIComponent(Name)}`, alias)
}

export function deleteAlias(name: string, alias: string): Promise<unknown> {
  return awsRest('DELETE', `${pathOf(name)}/aliases/${encodeURIComponent(alias)}`)
}

export type FunctionUrl = { FunctionUrl: string; AuthType: 'NONE' | 'AWS_IAM'; InvokeMode?: 'BUFFERED' | 'RESPONSE_STREAM' }

const URLS = '/2021-10-31/functions'

/** All URLs of a function: of itself first, then of its aliases. */
export const urlsQuery = (name: string) =>
  queryOptions({
    queryKey: key(name, 'urls'),
    queryFn: async () => {
      const answer = await awsRest<{ FunctionUrlConfigs?: FunctionUrl[] }>('GET', `${URLS}/${encodeURIComponent(name)}/urls`)
      return answer.FunctionUrlConfigs ?? []
    },
  })

export function createUrl(name: string, settings: { AuthType: FunctionUrl['AuthType']; InvokeMode: 'BUFFERED' | 'RESPONSE_STREAM' }): Promise<FunctionUrl> {
  return awsRest('POST', `${URLS}/${encodeURIComponent(name)}/url`, settings)
}

export function deleteUrl(name: string): Promise<unknown> {
  return awsRest('DELETE', `${URLS}/${encodeURIComponent(name)}/url`)
}
