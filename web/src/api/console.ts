import { ProblemError, Unreachable } from './problem.ts'
import { language } from '../texts/bundles.ts'

/** Asks the console's own API: what is beyond AWS's. Refusals are [`ProblemError`]s. */
export async function consoleApi<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
  const init: RequestInit = {
    method,
    headers: { 'accept-language': language, ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body && JSON.stringify(body),
    signal,
  }
  const response = await fetch(`/api/console${path}`, init).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new Unreachable(cause)
  })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw new ProblemError(response.status, answer, response.headers.get('retry-after'))
  return answer as Answer
}

/** A path's question: what is empty is not asked. */
export function question(parameters: Record<string, string | number | null | undefined>): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, String(value)]]))
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''
}
