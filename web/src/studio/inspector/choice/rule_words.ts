import type { Texts } from '../../../texts/texts.tsx'
import type { Json } from '../../../workflow/syntax.ts'
import { type ComparedType, type Operator, type Relation, type Rule, type TestRule, type TypeTest } from './rule.ts'

/** A rule as one says it: `disponibilidade é verdadeiro e total é maior que 100`. */
export function ruleWords(rule: Rule, t: Texts): string {
  return words(rule, t, false)
}

function words(rule: Rule, t: Texts, isWithin: boolean): string {
  switch (rule.kind) {
    case 'all':
    case 'any': {
      if (rule.rules.length === 0) return t('inspector-rule-unfinished')
      const joined = rule.rules.map((one) => words(one, t, rule.rules.length > 1)).join(` ${rule.kind === 'all' ? t('inspector-rule-and') : t('inspector-rule-or')} `)
      return isWithin && rule.rules.length > 1 ? `(${joined})` : joined
    }
    case 'not':
      return t('inspector-rule-not', { rule: words(rule.rule, t, false) })
    case 'condition':
      return typeof rule.condition === 'string' ? expressionOf(rule.condition) : rule.condition ? t('inspector-rule-always') : t('inspector-rule-never')
    case 'test':
      return testWords(rule, t)
    case 'other':
      return t('inspector-rule-unfinished')
  }
}

function testWords({ variable, operator, value }: TestRule, t: Texts): string {
  const subject = subjectOf(variable)
  if (operator.kind === 'is') return `${subject} ${typeTestWords(operator.what, value !== false, t)}`
  if (operator.kind === 'compare' && operator.type === 'Boolean' && !operator.isPath) return `${subject} ${value === false ? t('inspector-rule-is-false') : t('inspector-rule-is-true')}`
  return `${subject} ${operatorWords(operator, t)} ${operator.kind === 'compare' && operator.isPath ? subjectOf(String(value)) : literal(value)}`
}

/** `pedido.total` of `$.pedido.total`; what is no plain path stays as it is. */
function subjectOf(path: string): string {
  const [, name] = /^\$\.([\p{L}\p{N}_.[\]-]+)$/u.exec(path) ?? []
  return name ?? path
}

function literal(value: Json): string {
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value)
}

function expressionOf(condition: string): string {
  return condition.replace(/^\{%\s*|\s*%\}$/g, '')
}

/** What is said between what is compared and what it is compared with. */
export function operatorWords(operator: Operator, t: Texts): string {
  if (operator.kind === 'is') return typeTestWords(operator.what, true, t)
  if (operator.kind === 'matches') return t('inspector-operator-matches')
  if (operator.type === 'Timestamp') return timeWords(operator.relation, t)
  if (operator.type === 'String') return textWords(operator.relation, t)
  const relations: Record<Relation, string> = {
    Equals: t('inspector-operator-equals'),
    LessThan: t('inspector-operator-less'),
    LessThanEquals: t('inspector-operator-less-equals'),
    GreaterThan: t('inspector-operator-greater'),
    GreaterThanEquals: t('inspector-operator-greater-equals'),
  }
  return relations[operator.relation]
}

function timeWords(relation: Relation, t: Texts): string {
  const relations: Record<Relation, string> = {
    Equals: t('inspector-operator-time-equals'),
    LessThan: t('inspector-operator-time-before'),
    LessThanEquals: t('inspector-operator-time-until'),
    GreaterThan: t('inspector-operator-time-after'),
    GreaterThanEquals: t('inspector-operator-time-from'),
  }
  return relations[relation]
}

function textWords(relation: Relation, t: Texts): string {
  const relations: Record<Relation, string> = {
    Equals: t('inspector-operator-equals'),
    LessThan: t('inspector-operator-text-before'),
    LessThanEquals: t('inspector-operator-text-until'),
    GreaterThan: t('inspector-operator-text-after'),
    GreaterThanEquals: t('inspector-operator-text-from'),
  }
  return relations[relation]
}

export function typeTestWords(what: TypeTest, holds: boolean, t: Texts): string {
  const is: Record<TypeTest, string> = {
    Present: t('inspector-is-present'),
    Null: t('inspector-is-null'),
    String: t('inspector-is-text'),
    Numeric: t('inspector-is-number'),
    Boolean: t('inspector-is-boolean'),
    Timestamp: t('inspector-is-timestamp'),
  }
  const isNot: Record<TypeTest, string> = {
    Present: t('inspector-is-not-present'),
    Null: t('inspector-is-not-null'),
    String: t('inspector-is-not-text'),
    Numeric: t('inspector-is-not-number'),
    Boolean: t('inspector-is-not-boolean'),
    Timestamp: t('inspector-is-not-timestamp'),
  }
  return holds ? is[what] : isNot[what]
}

export function comparedTypeWords(type: ComparedType, t: Texts): string {
  const types: Record<ComparedType, string> = { String: t('inspector-type-text'), Numeric: t('inspector-type-number'), Boolean: t('inspector-type-boolean'), Timestamp: t('inspector-type-timestamp') }
  return types[type]
}
