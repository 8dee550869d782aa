import { useTexts } from '../../../texts/texts.tsx'
import type { State } from '../../../workflow/definition.ts'
import { ComputedInput } from '../form/computed_input.tsx'
import { Section } from '../form/section.tsx'

/** With which error the execution ends. */
export function FailSection({ state }: { state: State }) {
  const t = useTexts()
  return (
    <Section title={t('inspector-fail')}>
      <ComputedInput path={state.path} name="Error" kind="text" first="" label={t('inspector-error')} hint={t('inspector-error-hint')} />
      <ComputedInput path={state.path} name="Cause" kind="text" first="" label={t('inspector-cause')} />
    </Section>
  )
}
