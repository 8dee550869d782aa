import { Plus, Trash2 } from 'lucide-react'
import { useId } from 'react'

import { useTexts } from '../../../texts/texts.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Select, TextField } from '../../../ui/field.tsx'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { ExpressionField } from '../expression/expression_field.tsx'
import { useEvaluation } from '../expression/evaluation.ts'
import { useSight, useStateSight, wishOf } from '../expression/state_sight.tsx'
import { suggestionsFor } from '../expression/suggestions.ts'
import { FieldName } from '../form/field_name.tsx'
import { numberOf } from '../form/plain_fields.tsx'
import { useDraft } from '../form/use_draft.ts'
import { useField } from '../form/use_field.ts'
import { type Operator, operatorName, operators, newRule, type Rule, testBeside, type TestRule, withOperator } from './rule.ts'
import { comparedTypeWords, operatorWords, typeTestWords } from './rule_words.ts'

type RuleEditorProps = { path: Path; rule: Rule; onChange: (rule: Rule) => void; onRemove?: () => void }

/** A rule, or a group of them, in words that can be chosen. */
export function RuleEditor(props: RuleEditorProps) {
  const { rule, path } = props
  const t = useTexts()
  switch (rule.kind) {
    case 'condition':
      return <ConditionEditor path={[...path, 'Condition']} condition={rule.condition} />
    case 'test':
      return <TestEditor {...props} rule={rule} />
    case 'all':
    case 'any':
    case 'not':
      return <GroupEditor {...props} rule={rule} />
    case 'other':
      return (
        <div className="grid gap-2">
          <p className="text-sm text-soft">{t('inspector-rule-unreadable')}</p>
          <NewRule onChange={props.onChange} />
        </div>
      )
  }
}

function NewRule({ onChange }: Pick<RuleEditorProps, 'onChange'>) {
  const t = useTexts()
  const { language } = useStateSight()
  return <div><Button size="small" onClick={() => onChange(newRule(language))}>{t('inspector-rule-begin')}</Button></div>
}

function ConditionEditor({ path, condition }: { path: Path; condition: string | boolean }) {
  const t = useTexts()
  const { set } = useField(path)
  if (typeof condition === 'string') return <ExpressionField path={path} label={t('inspector-condition')} step="effective" isNeeded />
  return (
    <div className="flex items-end gap-2">
      <p className="flex-1 text-sm">{condition ? t('inspector-rule-always') : t('inspector-rule-never')}</p>
      <Button size="small" onClick={() => set(`{% ${condition} %}`)}>{t('inspector-as-expression')}</Button>
    </div>
  )
}

type Group = Rule & { kind: 'all' | 'any' | 'not' }

function GroupEditor({ path, rule, onChange, onRemove }: Omit<RuleEditorProps, 'rule'> & { rule: Group }) {
  const t = useTexts()
  const rules = rule.kind === 'not' ? [rule.rule] : rule.rules
  const member = rule.kind === 'all' ? 'And' : rule.kind === 'any' ? 'Or' : 'Not'
  const become = (kind: string) => {
    if (kind === 'not') onChange({ kind: 'not', rule: rules.length === 1 && rules[0] ? rules[0] : { kind: 'all', rules } })
    else if (kind === 'all' || kind === 'any') onChange({ kind, rules: rule.kind === 'not' && rules[0] && (rules[0].kind === 'all' || rules[0].kind === 'any') ? rules[0].rules : rules })
    else if (rules[0]) onChange(rules[0])
  }
  const put = (at: number, changed: Rule) => onChange(rule.kind === 'not' ? { kind: 'not', rule: changed } : { ...rule, rules: rules.map((one, index) => (index === at ? changed : one)) })
  const without = (at: number): (() => void) | undefined => {
    if (rule.kind === 'not') return undefined
    const rest = rules.filter((_, index) => index !== at)
    const [only] = rest
    return () => onChange(rest.length === 1 && only ? only : { ...rule, rules: rest })
  }
  return (
    <div role="group" aria-label={member} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2.5 border-l-2 border-river/50 pl-3">
      <div className="flex items-end gap-1">
        <Select compact className="min-w-0 flex-1" label={t('inspector-group')} beside={<FieldName name={member} label={t('inspector-group')} />} value={rule.kind} onChange={(event) => become(event.target.value)}>
          <option value="all">{t('inspector-group-all')}</option>
          <option value="any">{t('inspector-group-any')}</option>
          <option value="not">{t('inspector-group-not')}</option>
          {rules.length === 1 ? <option value="alone">{t('inspector-group-alone')}</option> : null}
        </Select>
        {onRemove ? <IconButton size="small" label={t('inspector-remove', { what: t('inspector-group') })} onClick={onRemove}><Trash2 aria-hidden size={14} /></IconButton> : null}
      </div>
      {rules.map((one, index) => (
        // The order is all that tells them apart.
        <RuleEditor key={index} path={rule.kind === 'not' ? [...path, 'Not'] : [...path, member, index]} rule={one} onChange={(changed) => put(index, changed)} onRemove={without(index)} />
      ))}
      {rule.kind === 'not' ? null : (
        <div>
          <Button size="small" kind="quiet" className="-ml-2.5 text-river" icon={<Plus aria-hidden size={14} />} onClick={() => onChange({ ...rule, rules: [...rules, testBeside(rules.at(-1))] })}>{t('inspector-test-add')}</Button>
        </div>
      )}
    </div>
  )
}

function TestEditor({ rule, onChange, onRemove, path }: Omit<RuleEditorProps, 'rule'> & { rule: TestRule }) {
  const t = useTexts()
  const sight = useSight('effective')
  const error = useField(path, 'within').error
  const id = useId()
  const variable = useDraft(rule.variable, (text) => onChange({ ...rule, variable: text.trim() }))
  const evaluation = useEvaluation(variable.value.trim().length > 1 ? wishOf(sight, { expressions: [variable.value.trim()] }) : null)
  const found = evaluation.data && 'value' in evaluation.data ? JSON.stringify(evaluation.data.value) : null
  const paths = suggestedPaths(variable.value, sight)
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex items-start gap-1">
        <TextField
          compact
          code
          className="min-w-0 flex-1"
          label={t('inspector-variable')}
          beside={<FieldName name={operatorName(rule.operator)} label={t('inspector-variable')} />}
          error={error}
          hint={found === null ? undefined : t('inspector-is-now', { value: found.length > 60 ? `${found.slice(0, 59)}…` : found })}
          list={id}
          autoComplete="off"
          {...variable}
        />
        {onRemove ? <IconButton size="small" className="mt-7" label={t('inspector-remove', { what: rule.variable })} onClick={onRemove}><Trash2 aria-hidden size={14} /></IconButton> : null}
      </div>
      <datalist id={id}>{paths.map((one) => <option key={one} value={one} />)}</datalist>
      <OperatorSelect rule={rule} onChange={onChange} />
      {rule.operator.kind === 'is' || isBooleanLiteral(rule.operator) ? null : <ValueEditor rule={rule} onChange={onChange} />}
      {onRemove ? null : <Combine rule={rule} onChange={onChange} />}
    </div>
  )
}

/** One test alone can become a group. */
function Combine({ rule, onChange }: { rule: Rule; onChange: (rule: Rule) => void }) {
  const t = useTexts()
  const more = testBeside(rule)
  return (
    <div className="-ml-2.5 flex flex-wrap">
      <Button size="small" kind="quiet" className="text-river" onClick={() => onChange({ kind: 'all', rules: [rule, more] })}>{t('inspector-combine-and')}</Button>
      <Button size="small" kind="quiet" className="text-river" onClick={() => onChange({ kind: 'any', rules: [rule, more] })}>{t('inspector-combine-or')}</Button>
      <Button size="small" kind="quiet" className="text-river" onClick={() => onChange({ kind: 'not', rule })}>{t('inspector-combine-not')}</Button>
    </div>
  )
}

/** What can be looked at from here on: the members of what the path before the last dot leads to. */
function suggestedPaths(text: string, sight: Parameters<typeof suggestionsFor>[1]): string[] {
  const begun = text === '' ? '$.' : text
  const found = suggestionsFor(begun, sight) ?? suggestionsFor('$.', sight)
  if (!found) return []
  const before = begun.slice(0, found.from)
  return found.options.filter((option) => option.kind !== 'function' && !option.replacesDot).map((option) => before + option.label)
}

/** `IsPresent:false` is the test for what is not there. */
function chosenOf({ operator, value }: TestRule): string {
  const name = operatorName(operator.kind === 'compare' ? { ...operator, isPath: false } : operator)
  return operator.kind === 'is' || isBooleanLiteral(operator) ? `${name}:${value !== false}` : name
}

function isBooleanLiteral(operator: Operator): boolean {
  return operator.kind === 'compare' && operator.type === 'Boolean' && !operator.isPath
}

function OperatorSelect({ rule, onChange }: { rule: TestRule; onChange: (rule: Rule) => void }) {
  const t = useTexts()
  const compared = (type: 'String' | 'Numeric' | 'Timestamp') => operators.filter((one) => one.kind === 'compare' && one.type === type)
  const choose = (chosen: string) => {
    const [name = '', holds] = chosen.split(':')
    const operator = operators.find((one) => operatorName(one) === name)
    if (!operator) return
    if (holds !== undefined) return onChange({ ...rule, operator, value: holds === 'true' })
    if (operator.kind === 'compare' && operator.type === 'Boolean') return onChange(withOperator(rule, { ...operator, isPath: true }))
    const isPath = operator.kind === 'compare' && rule.operator.kind === 'compare' && rule.operator.isPath
    onChange(withOperator(rule, operator.kind === 'compare' ? { ...operator, isPath } : operator))
  }
  return (
    <Select compact hiddenLabel label={t('inspector-operator')} value={chosenOf(rule)} onChange={(event) => choose(event.target.value)}>
      <optgroup label={t('inspector-operators-presence')}>
        {operators.flatMap((one) => (one.kind === 'is' ? [true, false].map((holds) => <option key={`${one.what} ${holds}`} value={`Is${one.what}:${holds}`}>{typeTestWords(one.what, holds, t)}</option>) : []))}
      </optgroup>
      <optgroup label={comparedTypeWords('Boolean', t)}>
        <option value="BooleanEquals:true">{t('inspector-rule-is-true')}</option>
        <option value="BooleanEquals:false">{t('inspector-rule-is-false')}</option>
        <option value="BooleanEquals">{t('inspector-operator-same-as')}</option>
      </optgroup>
      <optgroup label={comparedTypeWords('String', t)}>
        {compared('String').map((one) => <option key={operatorName(one)} value={operatorName(one)}>{operatorWords(one, t)}</option>)}
        <option value="StringMatches">{t('inspector-operator-matches')}</option>
      </optgroup>
      <optgroup label={comparedTypeWords('Numeric', t)}>
        {compared('Numeric').map((one) => <option key={operatorName(one)} value={operatorName(one)}>{operatorWords(one, t)}</option>)}
      </optgroup>
      <optgroup label={comparedTypeWords('Timestamp', t)}>
        {compared('Timestamp').map((one) => <option key={operatorName(one)} value={operatorName(one)}>{operatorWords(one, t)}</option>)}
      </optgroup>
    </Select>
  )
}

function ValueEditor({ rule, onChange }: { rule: TestRule; onChange: (rule: Rule) => void }) {
  const t = useTexts()
  const { operator } = rule
  const isPath = operator.kind === 'compare' && operator.isPath
  const shown = typeof rule.value === 'string' ? rule.value : JSON.stringify(rule.value)
  const commit = (text: string) => {
    const value: Json = operator.kind === 'compare' && operator.type === 'Numeric' && !isPath ? (numberOf(text) ?? 0) : text
    onChange({ ...rule, value })
  }
  const draft = useDraft(shown, commit)
  return (
    <div className="flex items-start gap-2">
      <TextField compact hiddenLabel code={isPath} className="min-w-0 flex-1" label={t('inspector-value')} hint={operator.kind === 'matches' ? t('inspector-matches-hint') : undefined} {...draft} />
      {operator.kind === 'compare' && operator.type !== 'Boolean' ? (
        <Select
          compact
          hiddenLabel
          className="w-34 shrink-0"
          label={t('inspector-compared-with')}
          value={isPath ? 'path' : 'literal'}
          onChange={(event) => onChange(withOperator(rule, { ...operator, isPath: event.target.value === 'path' }))}
        >
          <option value="literal">{t('inspector-fixed-value')}</option>
          <option value="path">{t('inspector-path-value')}</option>
        </Select>
      ) : null}
    </div>
  )
}
