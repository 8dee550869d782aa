import { useMemo } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { TextField } from '../../../ui/field.tsx'
import { useSession, useStudio } from '../../session_context.tsx'
import { useDraft } from '../form/use_draft.ts'
import { Section } from '../form/section.tsx'
import { placeholdersOf } from './placeholders.ts'

/** What `${Name}` stands for when the definition is checked, tried and saved. */
export function SubstitutionsSection() {
  const t = useTexts()
  const text = useStudio((studio) => studio.text)
  const substitutions = useStudio((studio) => studio.substitutions)
  const names = useMemo(() => [...new Set([...placeholdersOf(text), ...Object.keys(substitutions)])], [text, substitutions])
  if (names.length === 0) return null
  return (
    <Section title={t('inspector-substitutions')}>
      <p className="text-sm text-soft">{t('inspector-substitutions-detail')}</p>
      {names.map((name) => <SubstitutionField key={name} name={name} />)}
    </Section>
  )
}

function SubstitutionField({ name }: { name: string }) {
  const t = useTexts()
  const session = useSession()
  const value = useStudio((studio) => studio.substitutions[name] ?? '')
  const draft = useDraft(value, (text) => {
    const { [name]: _before, ...others } = session.now().substitutions
    session.set({ substitutions: text === '' ? others : { ...others, [name]: text } })
  })
  return <TextField compact label={`\${${name}}`} hint={value === '' ? t('inspector-substitution-none') : undefined} spellCheck={false} {...draft} />
}
