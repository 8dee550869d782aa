import type { Texts } from '../../../texts/texts.tsx'
import type { State, StateType } from '../../../workflow/definition.ts'
import { fieldsOf, type QueryLanguage } from '../../../workflow/fields.ts'
import { TemplateField } from '../expression/expression_field.tsx'
import { hasResult } from '../expression/state_sight.tsx'
import { AssignField } from '../form/assign_field.tsx'
import { ComputedInput } from '../form/computed_input.tsx'
import type { OptionalField } from '../form/optional_fields.tsx'
import { TextInput, WordInput } from '../form/plain_fields.tsx'
import { PathOrNothing } from '../form/path_or_nothing.tsx'

/** The fields that states of a type may have besides what they are for: each is shown where it is written. */
export type StateFields = { data: OptionalField[]; limits: OptionalField[]; about: OptionalField[] }

export function optionalFields(state: State, type: StateType, language: QueryLanguage, machine: QueryLanguage, t: Texts): StateFields {
  const { path } = state
  const allowed = new Set(fieldsOf(type, language))
  const only = (fields: OptionalField[]) => fields.filter((field) => allowed.has(field.name))
  const withResult = hasResult(state)
  return {
    data: only([
      { name: 'InputPath', label: t('inspector-input-path'), first: '$', field: <PathOrNothing path={[...path, 'InputPath']} label={t('inspector-input-path')} hint={t('inspector-input-path-hint')} step="input" nothing={t('inspector-nothing-goes-in')} /> },
      { name: 'Parameters', label: t('inspector-parameters'), first: { 'input.$': '$' }, field: <TemplateField path={[...path, 'Parameters']} label={t('inspector-parameters')} hint={t('inspector-parameters-hint')} step="effective" /> },
      { name: 'Arguments', label: t('inspector-arguments'), first: '{% $states.input %}', field: <TemplateField path={[...path, 'Arguments']} label={t('inspector-arguments')} hint={t('inspector-arguments-hint')} step="effective" /> },
      { name: 'Result', label: t('inspector-result'), first: {}, field: <TemplateField path={[...path, 'Result']} label={t('inspector-result')} hint={t('inspector-result-hint')} step="effective" isLiteral /> },
      { name: 'ResultSelector', label: t('inspector-result-selector'), first: { 'value.$': '$' }, field: <TemplateField path={[...path, 'ResultSelector']} label={t('inspector-result-selector')} hint={t('inspector-result-selector-hint')} step="result" /> },
      { name: 'ResultPath', label: t('inspector-result-path'), first: '$.result', field: <PathOrNothing path={[...path, 'ResultPath']} label={t('inspector-result-path')} hint={t('inspector-result-path-hint')} step="effective" nothing={t('inspector-result-dropped')} isEvaluated={false} /> },
      { name: 'OutputPath', label: t('inspector-output-path'), first: '$', field: <PathOrNothing path={[...path, 'OutputPath']} label={t('inspector-output-path')} hint={t('inspector-output-path-hint')} step="effective" nothing={t('inspector-nothing-goes-out')} isEvaluated={false} /> },
      { name: 'Output', label: t('inspector-output'), first: withResult ? '{% $states.result %}' : '{% $states.input %}', field: <TemplateField path={[...path, 'Output']} label={t('inspector-output')} hint={t('inspector-output-hint')} step={withResult ? 'result' : 'effective'} /> },
      { name: 'Assign', label: t('inspector-assign'), first: {}, field: <AssignField path={[...path, 'Assign']} step={withResult ? 'result' : 'effective'} /> },
    ]),
    limits: only([
      { name: 'TimeoutSeconds', twins: ['TimeoutSecondsPath'], label: t('inspector-timeout'), first: 300, field: <ComputedInput path={path} name="TimeoutSeconds" kind="number" first={300} unit="s" label={t('inspector-timeout')} hint={t('inspector-timeout-hint')} /> },
      { name: 'HeartbeatSeconds', twins: ['HeartbeatSecondsPath'], label: t('inspector-heartbeat'), first: 60, field: <ComputedInput path={path} name="HeartbeatSeconds" kind="number" first={60} unit="s" label={t('inspector-heartbeat')} hint={t('inspector-heartbeat-hint')} /> },
      { name: 'Credentials', label: t('inspector-credentials'), first: { RoleArn: '' }, field: <TemplateField path={[...path, 'Credentials']} label={t('inspector-credentials')} hint={t('inspector-credentials-hint')} step="effective" /> },
    ]),
    about: only([
      { name: 'Comment', label: t('inspector-comment'), first: '', field: <TextInput path={[...path, 'Comment']} label={t('inspector-comment')} lines={2} /> },
      ...(machine === 'JSONPath' || state.source.QueryLanguage !== undefined
        ? [{ name: 'QueryLanguage', label: t('inspector-language'), first: 'JSONata', field: <WordInput path={[...path, 'QueryLanguage']} label={t('inspector-language')} words={[{ value: 'JSONPath', label: 'JSONPath' }, { value: 'JSONata', label: 'JSONata' }]} /> }]
        : []),
    ]),
  }
}
