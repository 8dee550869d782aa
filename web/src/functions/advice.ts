import { AwsError } from '../api/aws.ts'
import type { Texts } from '../texts/texts.tsx'

/** What to do about what Lambda refused; empty where its own words say it. */
export function advice(error: unknown, t: Texts): string {
  if (!(error instanceof AwsError)) return ''
  switch (error.code) {
    case 'ResourceConflictException':
      return t('functions-advice-conflict')
    case 'PreconditionFailedException':
      return t('functions-advice-stale')
    case 'TooManyRequestsException':
      return t('functions-advice-busy')
    case 'CodeStorageExceededException':
    case 'RequestEntityTooLargeException':
      return t('functions-advice-large')
    case 'AccessDeniedException':
      return t('functions-advice-role')
    default:
      return ''
  }
}

export type Blamed = 'name' | 'role' | 'handler' | 'timeout' | 'memory' | 'environment' | 'other'

/** The field of a form that Lambda's words are about. */
export function blamed(error: unknown): Blamed {
  if (!(error instanceof AwsError)) return 'other'
  if (error.code === 'ResourceConflictException' || /functionName/i.test(error.message)) return 'name'
  if (/'role'|\brole\b/i.test(error.message)) return 'role'
  if (/handler/i.test(error.message)) return 'handler'
  if (/timeout/i.test(error.message)) return 'timeout'
  if (/memorySize|memory/i.test(error.message)) return 'memory'
  if (/environment/i.test(error.message)) return 'environment'
  return 'other'
}
