import { isRecord, Unreachable } from './problem.ts'

/** What an AWS service refused: `code` is AWS's own name of the error. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number

  constructor(status: number, code: string, message: string) {
    super(message || code)
    this.name = 'AwsError'
    this.code = code
    this.status = status
  }
}

/** Services of which an operation is named by `X-Amz-Target`, and the versions of their protocol. */
const targets = {
  states: ['AWSStepFunctions', '1.0'],
  logs: ['Logs_20140328', '1.1'],
  dynamodb: ['DynamoDB_20120810', '1.0'],
} as const

/** Services that take forms and answer in XML. */
const versions = { iam: '2010-05-08', sts: '2011-06-15', sns: '2010-03-31' } as const

/** The server passes on what is asked under this path as the account's owner, for an operator. */
const PREFIX = '/aws'

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(PREFIX + path, init)
  } catch (cause) {
    throw new Unreachable(cause)
  }
}

/** Asks an operation of a service that speaks AWS's JSON: `awsJson('states', 'ListStateMachines', {})`. */
export async function awsJson<Answer = Record<string, unknown>>(
  service: keyof typeof targets,
  operation: string,
  request: object,
): Promise<Answer> {
  const [target, version] = targets[service]
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` }
  const response = await send('/', { method: 'POST', headers, body: JSON.stringify(request) })
  return answered(response)
}

/** Asks a REST service: `awsRest('GET', '/2015-03-31/functions')`. */
export async function awsRest<Answer = Record<string, unknown>>(method: string, path: string, request?: object): Promise<Answer> {
  const body = request === undefined ? undefined : JSON.stringify(request)
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  return answered(await send(path, { method, headers, body }))
}

/** The same, for whoever reads the answer by themselves. */
export async function awsRaw(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  const response = await send(path, { method, headers, body })
  if (!response.ok) await answered(response)
  return response
}

async function answered<Answer>(response: Response): Promise<Answer> {
  const text = await response.text()
  const body: unknown = text === '' ? {} : JSON.parse(text)
  if (response.ok) return body as Answer
  const members = isRecord(body) ? body : {}
  const type = members.__type ?? response.headers.get('x-amzn-errortype') ?? members.code ?? members.Code ?? response.status
  const message = members.message ?? members.Message ?? members.detail ?? ''
  const code = String(type).split('#').pop()?.split(':')[0] ?? ''
  throw new AwsError(response.status, code, String(message))
}

/** Asks a service that takes forms: `awsQuery('sns', 'ListTopics', {})`. Gives the `…Result` element. */
export async function awsQuery(service: keyof typeof versions, action: string, parameters: Record<string, string>): Promise<Element> {
  const body = new URLSearchParams({ Action: action, Version: versions[service], ...parameters })
  const response = await send('/', { method: 'POST', body })
  const document = new DOMParser().parseFromString(await response.text(), 'application/xml')
  if (!response.ok) {
    const words = (name: string) => document.querySelector(name)?.textContent ?? ''
    throw new AwsError(response.status, words('Error > Code'), words('Error > Message'))
  }
  return document.querySelector(`${action}Result`) ?? document.documentElement
}

/** The texts of the elements `name` anywhere in an answer. */
export function textsOf(element: Element, name: string): string[] {
  return [...element.getElementsByTagName(name)].map((one) => one.textContent)
}

/** The `<member>`s of a list, each an element. */
export function membersOf(element: Element, list: string): Element[] {
  const found = element.getElementsByTagName(list)[0]
  return found ? [...found.children] : []
}

export function textOf(element: Element, name: string): string {
  return element.getElementsByTagName(name)[0]?.textContent ?? ''
}
