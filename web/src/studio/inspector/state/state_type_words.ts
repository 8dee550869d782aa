import type { Texts } from '../../../texts/texts.tsx'
import type { StateType } from '../../../workflow/definition.ts'

/** What a state of each type does. */
export function stateTypeWords(type: StateType, t: Texts): string {
  const words: Record<StateType, string> = {
    Task: t('inspector-type-task'),
    Pass: t('inspector-type-pass'),
    Choice: t('inspector-type-choice'),
    Wait: t('inspector-type-wait'),
    Parallel: t('inspector-type-parallel'),
    Map: t('inspector-type-map'),
    Succeed: t('inspector-type-succeed'),
    Fail: t('inspector-type-fail'),
  }
  return words[type]
}
