import type { Texts } from '../texts/texts.tsx'
import { type RefusalCode, RefusedEdit } from '../workflow/refused_edit.ts'
import { UnreadableText } from './session.ts'

/** Why an edit could not be made, in words. */
export function refusalWords(error: unknown, t: Texts): string {
  if (error instanceof UnreadableText) return t('studio-refused-unreadable')
  if (error instanceof RefusedEdit) return codeWords(error.code, t)
  return error instanceof Error ? error.message : String(error)
}

function codeWords(code: RefusalCode, t: Texts): string {
  switch (code) {
    case 'name_taken':
      return t('studio-refused-name-taken')
    case 'name_empty':
      return t('studio-refused-name-empty')
    case 'name_too_long':
      return t('studio-refused-name-long')
    case 'no_such_state':
    case 'no_such_scope':
    case 'no_such_transition':
    case 'no_such_place':
      return t('studio-refused-gone')
    case 'no_states':
      return t('studio-refused-no-states')
    case 'not_in_one_scope':
      return t('studio-refused-scopes')
    case 'into_itself':
      return t('studio-refused-into-itself')
    case 'nothing_can_follow':
      return t('studio-refused-nothing-follows')
    case 'choice_cannot_end':
      return t('studio-refused-choice-end')
    case 'catch_cannot_end':
      return t('studio-refused-catch-end')
    case 'not_a_parallel':
      return t('studio-refused-not-parallel')
  }
}
