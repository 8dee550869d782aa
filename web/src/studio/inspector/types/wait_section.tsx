import { formatDuration } from '../../../format/format.ts'
import { useTexts } from '../../../texts/texts.tsx'
import { Select } from '../../../ui/field.tsx'
import type { State } from '../../../workflow/definition.ts'
import type { Json } from '../../../workflow/syntax.ts'
import { useFormEdit } from '../form/use_form_edit.ts'
import { ExpressionField } from '../expression/expression_field.tsx'
import { useStateSight } from '../expression/state_sight.tsx'
import { NumberInput, TextInput } from '../form/plain_fields.tsx'
import { Section } from '../form/section.tsx'
import { useValue } from '../form/use_field.ts'
import { isObject } from '../json.ts'

type WaitKind = 'seconds' | 'computedSeconds' | 'timestamp' | 'computedTimestamp'

const waitFields = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'] as const

/** For how long, or until when: one choice. */
export function WaitSection({ state }: { state: State }) {
  const t = useTexts()
  const edit = useFormEdit()
  const { language } = useStateSight()
  const value = useValue(state.path)
  const source = isObject(value) ? value : {}
  const kind = kindOf(source)
  const become = (to: string) => {
    const [name, first] = beginningOf(to, language === 'JSONata')
    edit({ kind: 'setMany', fields: waitFields.map((field) => ({ path: [...state.path, field], value: field === name ? first : undefined })) })
  }
  return (
    <Section title={t('inspector-wait')}>
      <Select compact label={t('inspector-wait-how')} value={kind ?? ''} onChange={(event) => become(event.target.value)}>
        {kind === null ? <option value="">{t('inspector-choose')}</option> : null}
        <option value="seconds">{t('inspector-wait-seconds')}</option>
        <option value="computedSeconds">{t('inspector-wait-computed-seconds')}</option>
        <option value="timestamp">{t('inspector-wait-timestamp')}</option>
        <option value="computedTimestamp">{t('inspector-wait-computed-timestamp')}</option>
      </Select>
      {kind === 'seconds' ? <NumberInput path={[...state.path, 'Seconds']} label={t('inspector-seconds')} unit="s" hint={longer(source.Seconds)} isNeeded /> : null}
      {kind === 'timestamp' ? <TextInput path={[...state.path, 'Timestamp']} label={t('inspector-timestamp')} hint={t('inspector-timestamp-hint')} isNeeded /> : null}
      {kind === 'computedSeconds' ? <ExpressionField path={[...state.path, language === 'JSONata' ? 'Seconds' : 'SecondsPath']} label={t('inspector-seconds')} step="effective" isNeeded /> : null}
      {kind === 'computedTimestamp' ? <ExpressionField path={[...state.path, language === 'JSONata' ? 'Timestamp' : 'TimestampPath']} label={t('inspector-timestamp')} step="effective" isNeeded /> : null}
    </Section>
  )
}

function kindOf(source: Readonly<Record<string, Json>>): WaitKind | null {
  const isExpression = (value: Json | undefined) => typeof value === 'string' && value.startsWith('{%')
  if ('SecondsPath' in source || isExpression(source.Seconds)) return 'computedSeconds'
  if ('Seconds' in source) return 'seconds'
  if ('TimestampPath' in source || isExpression(source.Timestamp)) return 'computedTimestamp'
  return 'Timestamp' in source ? 'timestamp' : null
}

function beginningOf(kind: string, isJsonata: boolean): [(typeof waitFields)[number], Json] {
  switch (kind) {
    case 'computedSeconds':
      return isJsonata ? ['Seconds', '{% 60 %}'] : ['SecondsPath', '$.']
    case 'timestamp':
      return ['Timestamp', `${new Date().toISOString().slice(0, 10)}T12:00:00Z`]
    case 'computedTimestamp':
      return isJsonata ? ['Timestamp', '{% $now() %}'] : ['TimestampPath', '$.']
    default:
      return ['Seconds', 60]
  }
}

const MINUTE_SECONDS = 60

/** A number of seconds that nobody counts, as one says it. */
function longer(seconds: Json | undefined): string | undefined {
  return typeof seconds === 'number' && seconds >= MINUTE_SECONDS ? `= ${formatDuration(seconds * 1000)}` : undefined
}
