import type { Texts } from '../texts/texts.tsx'
import { RefusedEdit } from '../workflow/edit.ts'
import { UnreadableText } from './session.ts'

/** Why an edit could not be made, in words. */
export function refusalWords(error: unknown, t: Texts): string {
  if (error instanceof UnreadableText) return t('studio-refused-unreadable')
  if (!(error instanceof RefusedEdit)) return error instanceof Error ? error.message : String(error)
  return error.message
}
