import { isRecord, ProblemError, Unreachable } from './problem.ts'

/** The console's own API: what AWS's has no operation for. */
export async function consoleGet<Answer>(path: string): Promise<Answer> {
  const response = await fetch(`/api/console/${path}`).catch((cause: unknown) => {
    throw new Unreachable(cause)
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok || !isRecord(body)) throw new ProblemError(response.status, body, response.headers.get('retry-after'))
  return body as Answer
}
