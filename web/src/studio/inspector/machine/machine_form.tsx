import { useTexts } from '../../../texts/texts.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { Segments } from '../../../ui/field.tsx'
import { Note } from '../../../ui/states.tsx'
import { countStates } from '../../../workflow/definition.ts'
import { useSession, useStudio } from '../../session_context.tsx'
import { TargetField } from '../form/next_field.tsx'
import { OptionalFields } from '../form/optional_fields.tsx'
import { NumberInput, TextInput, WordInput } from '../form/plain_fields.tsx'
import { Section } from '../form/section.tsx'
import { useProblem, useValue } from '../form/use_field.ts'
import { isObject } from '../json.ts'
import { SubstitutionsSection } from './substitutions_section.tsx'

/** The machine as a whole. */
export function MachineForm() {
  const t = useTexts()
  const session = useSession()
  const name = useStudio((studio) => studio.name)
  const type = useStudio((studio) => studio.type)
  const isNew = useStudio((studio) => studio.saved === null)
  const workflow = useStudio((studio) => studio.document.workflow)
  const value = useValue([])
  const error = useProblem([], 'alone')
  const source = isObject(value) ? value : {}
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5 p-4">
        <div>
          <h2 className="text-lg break-words">{name}</h2>
          <p className="text-sm text-soft">{t('inspector-machine-states', { n: countStates(workflow) })}</p>
        </div>
        {error ? <Note tone="bad" className="text-sm break-words whitespace-pre-wrap">{error}</Note> : null}
        {isNew ? (
          <div className="grid gap-1.5">
            <span aria-hidden className="text-sm font-semibold">{t('inspector-machine-type')}</span>
            <Segments label={t('inspector-machine-type')} value={type} onChange={(to) => session.set({ type: to })} choices={[{ value: 'STANDARD', label: 'Standard' }, { value: 'EXPRESS', label: 'Express' }]} className="justify-self-start" />
            <p className="text-xs text-soft">{type === 'EXPRESS' ? t('inspector-express-hint') : t('inspector-standard-hint')}</p>
          </div>
        ) : (
          <p className="flex items-center gap-2 text-sm text-soft">{t('inspector-machine-type')} <Badge>{type === 'EXPRESS' ? 'Express' : 'Standard'}</Badge></p>
        )}
      </div>
      <Section title={t('inspector-machine')}>
        <TargetField path={['StartAt']} label={t('inspector-start-at')} targets={workflow.states.map((state) => state.name)} />
        <OptionalFields
          path={[]}
          value={source}
          fields={[
            { name: 'Comment', label: t('inspector-comment'), first: '', field: <TextInput path={['Comment']} label={t('inspector-comment')} lines={2} /> },
            { name: 'QueryLanguage', label: t('inspector-language'), first: 'JSONata', field: <WordInput path={['QueryLanguage']} label={t('inspector-language')} hint={t('inspector-language-hint')} words={[{ value: 'JSONPath', label: 'JSONPath' }, { value: 'JSONata', label: 'JSONata' }]} /> },
            { name: 'TimeoutSeconds', label: t('inspector-machine-timeout'), first: 3600, field: <NumberInput path={['TimeoutSeconds']} label={t('inspector-machine-timeout')} hint={t('inspector-machine-timeout-hint')} unit="s" /> },
            { name: 'Version', label: t('inspector-version'), first: '1.0', field: <TextInput path={['Version']} label={t('inspector-version')} /> },
          ]}
        />
      </Section>
      <SubstitutionsSection />
    </>
  )
}
