import type { State } from '../../../workflow/definition.ts'
import { useFormEdit } from '../form/use_form_edit.ts'
import { firstRetrier } from './first_retrier.ts'

/** Gives each of several states a retrier, in one step of the history. */
export function useAddRetry(): (states: readonly State[]) => void {
  const edit = useFormEdit()
  return (states) => void edit({ kind: 'setMany', fields: states.map((state) => ({ path: [...state.path, 'Retry'], value: [firstRetrier(state)] })) })
}
