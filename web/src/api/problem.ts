import type { Texts } from '../texts/texts.tsx'

/** What the server refused, as RFC 9457 has it: `code` is for programs, `title` for people. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  /** What else the problem says, such as what is missing. */
  readonly members: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds: number | null

  constructor(status: number, body: unknown, retryAfter: string | null = null) {
    const members = isRecord(body) ? body : {}
    const title = text(members.title) || `HTTP ${status}`
    super(title)
    this.name = 'ProblemError'
    this.status = status
    this.code = text(members.code) || String(status)
    this.title = title
    this.detail = text(members.detail)
    this.members = members
    this.retryAfterSeconds = retryAfter && Number.isFinite(Number(retryAfter)) ? Number(retryAfter) : null
  }
}

/** The server could not be reached, or its answer was lost: nobody knows whether anything was done. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('the server cannot be reached', { cause })
    this.name = 'Unreachable'
  }
}

export function isProblem(error: unknown, ...codes: string[]): error is ProblemError {
  return error instanceof ProblemError && (codes.length === 0 || codes.includes(error.code))
}

/** What went wrong, in words for whoever reads the page. */
export function problemWords(error: unknown, t: Texts): { title: string; detail: string } {
  if (error instanceof ProblemError) return { title: error.title, detail: '' }
  if (error instanceof Unreachable) return { title: t('offline-title'), detail: t('offline-detail') }
  if (error instanceof Error && error.name === 'AwsError') return awsWords(error, t)
  return { title: t('failed-title'), detail: error instanceof Error ? error.message : '' }
}

/** AWS's messages are for those who develop; what everybody may meet is said in the page's language. */
function awsWords(error: Error, t: Texts): { title: string; detail: string } {
  const code = 'code' in error ? String(error.code) : ''
  if (/Throttl|TooManyRequests|RequestLimitExceeded/.test(code)) return { title: t('throttled-title'), detail: t('throttled-detail') }
  if (/AccessDenied|NotAuthorized|Unauthorized/.test(code)) return { title: t('access-denied-title'), detail: error.message }
  return { title: error.message, detail: '' }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
