import { Plus } from 'lucide-react'

import { useTexts } from '../../../texts/texts.tsx'
import { Button } from '../../../ui/button.tsx'
import type { State } from '../../../workflow/definition.ts'
import type { Json, Path } from '../../../workflow/syntax.ts'
import { useFormEdit } from '../form/use_form_edit.ts'
import { TemplateField } from '../expression/expression_field.tsx'
import { useStateSight } from '../expression/state_sight.tsx'
import { AssignField } from '../form/assign_field.tsx'
import { ItemCard } from '../form/item_card.tsx'
import { TargetField, useTargets } from '../form/next_field.tsx'
import { OptionalFields } from '../form/optional_fields.tsx'
import { TextInput } from '../form/plain_fields.tsx'
import { Section } from '../form/section.tsx'
import { useField } from '../form/use_field.ts'
import { useItemList } from '../form/use_item_list.ts'
import { isObject, textOf } from '../json.ts'
import { newRule, readRule, type Rule, withRule, writeRule } from './rule.ts'
import { RuleEditor } from './rule_editor.tsx'
import { ruleWords } from './rule_words.ts'

const none: readonly Json[] = []

/** The rules of a choice, the first that holds first, and where it goes when none does. */
export function ChoiceSection({ state }: { state: State }) {
  const t = useTexts()
  const { language } = useStateSight()
  const targets = useTargets(state)
  const path = [...state.path, 'Choices']
  const { value, error } = useField(path, 'alone')
  const list = useItemList(path, Array.isArray(value) ? value : none)
  const add = () => list.add({ ...writeRule(newRule(language)), Next: targets.find((name) => name !== state.name) ?? '' })
  return (
    <Section title={t('inspector-choices')}>
      {error ? <p className="text-sm font-medium text-chili">{error}</p> : null}
      {list.items.length > 0 ? (
        <ol aria-label={t('inspector-choices')} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {list.items.map((choice, index) => (
            <ItemCard key={index} list={list} index={index} about={t('inspector-choice', { n: index + 1 })} title={<ChoiceTitle choice={choice} />}>
              <ChoiceForm path={[...path, index]} choice={choice} targets={targets} />
            </ItemCard>
          ))}
        </ol>
      ) : null}
      <div>
        <Button size="small" icon={<Plus aria-hidden size={14} />} onClick={add}>{t('inspector-choice-add')}</Button>
      </div>
      <TargetField path={[...state.path, 'Default']} label={t('inspector-default')} targets={targets} none={t('inspector-default-none')} />
    </Section>
  )
}

function ChoiceTitle({ choice }: { choice: Json }) {
  const t = useTexts()
  return (
    <>
      {t('inspector-choice-title', { rule: ruleWords(readRule(choice), t) })} <span className="font-normal text-soft">→ {textOf(isObject(choice) ? choice.Next : undefined) || '…'}</span>
    </>
  )
}

function ChoiceForm({ path, choice, targets }: { path: Path; choice: Json; targets: readonly string[] }) {
  const t = useTexts()
  const edit = useFormEdit()
  const { language } = useStateSight()
  const source = isObject(choice) ? choice : {}
  const change = (rule: Rule) => void edit({ kind: 'set', path, value: withRule(source, rule) })
  return (
    <>
      <RuleEditor path={path} rule={readRule(choice)} onChange={change} />
      <TargetField path={[...path, 'Next']} label={t('inspector-choice-next')} targets={targets} />
      <OptionalFields
        path={path}
        value={source}
        fields={[
          ...(language === 'JSONata' ? [{ name: 'Output', label: t('inspector-output'), first: '{% $states.input %}', field: <TemplateField path={[...path, 'Output']} label={t('inspector-output')} step="effective" /> }] : []),
          { name: 'Assign', label: t('inspector-assign'), first: {}, field: <AssignField path={[...path, 'Assign']} step="effective" /> },
          { name: 'Comment', label: t('inspector-comment'), first: '', field: <TextInput path={[...path, 'Comment']} label={t('inspector-comment')} /> },
        ]}
      />
    </>
  )
}
