import { ProblemError, Unreachable } from '../api/problem.ts'

/** Asks the studio's side of the console's API. */
export async function studioPost<Answer>(path: string, request: object, signal?: AbortSignal): Promise<Answer> {
  return studioCall<Answer>('POST', path, request, signal)
}

export async function studioCall<Answer>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, request?: object, signal?: AbortSignal): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`/api/console/studio/${path}`, { method, headers, body: request && JSON.stringify(request), signal }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new Unreachable(cause)
  })
  const text = await response.text()
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  if (!response.ok) throw new ProblemError(response.status, body, response.headers.get('retry-after'))
  return body as Answer
}
