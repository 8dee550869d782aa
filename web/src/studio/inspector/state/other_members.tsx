import { useTexts } from '../../../texts/texts.tsx'
import type { State } from '../../../workflow/definition.ts'
import { fieldsOf, type QueryLanguage } from '../../../workflow/fields.ts'
import { TemplateField } from '../expression/expression_field.tsx'
import { Section } from '../form/section.tsx'

/** Members that the forms know of besides the fields of the type: they say the same in an older or a longer way. */
const known = new Set(['Iterator', 'Parameters', 'MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath'])

/** What a state has that its type does not know: shown as it is written, never lost. */
export function OtherMembers({ state, language }: { state: State; language: QueryLanguage }) {
  const t = useTexts()
  const fields = state.type === 'Unknown' ? ['Type', 'Comment'] : fieldsOf(state.type, language)
  const others = Object.keys(state.source).filter((name) => !fields.includes(name) && !(state.type === 'Map' && language === 'JSONPath' && known.has(name)) && !(state.type === 'Map' && name === 'Iterator'))
  if (others.length === 0) return null
  return (
    <Section title={t('inspector-others')}>
      <p className="text-sm text-soft">{t('inspector-others-detail')}</p>
      {others.map((name) => <TemplateField key={name} path={[...state.path, name]} label={name} name=" " step="effective" isLiteral />)}
    </Section>
  )
}
