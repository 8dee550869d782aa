import type { Json } from '../../../workflow/syntax.ts'
import { isObject } from '../json.ts'

/**
 * When a choice is made, as a tree (Amazon States Language, "Choice Rules"). What is no rule of the language, or one that
 * is half written, is kept as it is.
 */

export type Rule =
  | { kind: 'all' | 'any'; rules: readonly Rule[] }
  | { kind: 'not'; rule: Rule }
  | TestRule
  /** JSONata, or a constant. */
  | { kind: 'condition'; condition: string | boolean }
  | { kind: 'other'; source: Json }

const relations = ['Equals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'] as const
export type Relation = (typeof relations)[number]

export type TestRule = { kind: 'test'; variable: string; operator: Operator; value: Json }

export type Operator =
  | { kind: 'is'; what: TypeTest }
  | { kind: 'matches' }
  /** `isPath`: what it is compared with is where a path leads. */
  | { kind: 'compare'; type: ComparedType; relation: Relation; isPath: boolean }

const typeTests = ['Present', 'Null', 'String', 'Numeric', 'Boolean', 'Timestamp'] as const
export type TypeTest = (typeof typeTests)[number]

const comparedTypes = ['String', 'Numeric', 'Boolean', 'Timestamp'] as const
export type ComparedType = (typeof comparedTypes)[number]

/** All operators but for their twins that end in `Path`, in the order in which they are offered. */
export const operators: readonly Operator[] = [
  ...typeTests.map((what): Operator => ({ kind: 'is', what })),
  ...comparedTypes.flatMap((type) => {
    const own = type === 'Boolean' ? relations.slice(0, 1) : relations
    return own.map((relation): Operator => ({ kind: 'compare', type, relation, isPath: false }))
  }),
  { kind: 'matches' },
]

export function operatorName(operator: Operator): string {
  switch (operator.kind) {
    case 'is':
      return `Is${operator.what}`
    case 'matches':
      return 'StringMatches'
    case 'compare':
      return `${operator.type}${operator.relation}${operator.isPath ? 'Path' : ''}`
  }
}

const byName = new Map(
  operators.flatMap((operator): [string, Operator][] => {
    const twin: Operator[] = operator.kind === 'compare' ? [{ ...operator, isPath: true }] : []
    return [operator, ...twin].map((one) => [operatorName(one), one])
  }),
)

export function operatorOf(name: string): Operator | null {
  return byName.get(name) ?? null
}

/** What decides: a rule has exactly one of these. */
const deciders = ['And', 'Or', 'Not', 'Variable', 'Condition']

/** Reads a rule; `Next` and what else an outer one has is not looked at. */
export function readRule(source: Json | undefined): Rule {
  if (!isObject(source)) return { kind: 'other', source: source ?? null }
  const { And, Or, Not, Variable, Condition } = source
  const whole: Rule = { kind: 'other', source }
  const decided = deciders.filter((name) => name in source)
  const compared = Object.keys(source).filter((name) => byName.has(name))
  if (decided.length !== 1) return whole
  if (typeof Variable === 'string') {
    const [name = '', second] = compared
    const operator = operatorOf(name)
    return operator && second === undefined ? { kind: 'test', variable: Variable, operator, value: source[name] ?? null } : whole
  }
  if (compared.length > 0) return whole
  if (Array.isArray(And)) return { kind: 'all', rules: And.map((rule) => readRule(rule)) }
  if (Array.isArray(Or)) return { kind: 'any', rules: Or.map((rule) => readRule(rule)) }
  if (isObject(Not)) return { kind: 'not', rule: readRule(source.Not) }
  if (typeof Condition === 'string' || typeof Condition === 'boolean') return { kind: 'condition', condition: Condition }
  return whole
}

/** The members that say a rule. */
export function writeRule(rule: Rule): Record<string, Json> {
  switch (rule.kind) {
    case 'all':
      return { And: rule.rules.map(writeRule) }
    case 'any':
      return { Or: rule.rules.map(writeRule) }
    case 'not':
      return { Not: writeRule(rule.rule) }
    case 'test':
      return { Variable: rule.variable, [operatorName(rule.operator)]: rule.value }
    case 'condition':
      return { Condition: rule.condition }
    case 'other':
      return isObject(rule.source) ? rule.source : {}
  }
}

/** A choice with another rule: where it leads, and what else it has, stays. */
export function withRule(choice: Readonly<Record<string, Json>>, rule: Rule): Record<string, Json> {
  const rest = Object.entries(choice).filter(([name]) => !deciders.includes(name) && !byName.has(name))
  return { ...writeRule(rule), ...Object.fromEntries(rest) }
}

/** A rule to begin with. */
export function newRule(language: 'JSONPath' | 'JSONata'): Rule {
  return language === 'JSONata' ? { kind: 'condition', condition: '{% true %}' } : newTest('$.')
}

function newTest(variable: string): TestRule {
  return { kind: 'test', variable, operator: { kind: 'is', what: 'Present' }, value: true }
}

/** A test to stand beside another rule: of the same data, until something else is chosen. */
export function testBeside(rule: Rule | undefined): TestRule {
  switch (rule?.kind) {
    case 'test':
      return newTest(rule.variable)
    case 'all':
    case 'any':
      return testBeside(rule.rules.at(-1))
    case 'not':
      return testBeside(rule.rule)
    default:
      return newTest('$.')
  }
}

/** The same rule with another operator; its value stays where it can. */
export function withOperator(rule: TestRule, operator: Operator): TestRule {
  return { ...rule, operator, value: fits(operator, rule.value) ? rule.value : firstValue(operator) }
}

function fits(operator: Operator, value: Json): boolean {
  if (operator.kind === 'is') return typeof value === 'boolean'
  if (operator.kind === 'matches') return typeof value === 'string' && !value.startsWith('$')
  if (operator.isPath) return typeof value === 'string' && value.startsWith('$')
  if (operator.type === 'Timestamp') return typeof value === 'string' && !Number.isNaN(Date.parse(value))
  const types: Record<Exclude<ComparedType, 'Timestamp'>, string> = { String: 'string', Numeric: 'number', Boolean: 'boolean' }
  return typeof value === types[operator.type] && !(typeof value === 'string' && value.startsWith('$'))
}

function firstValue(operator: Operator): Json {
  if (operator.kind === 'is') return true
  if (operator.kind === 'matches') return '*'
  if (operator.isPath) return '$.'
  const values: Record<ComparedType, Json> = { String: '', Numeric: 0, Boolean: true, Timestamp: '2030-01-01T00:00:00Z' }
  return values[operator.type]
}
