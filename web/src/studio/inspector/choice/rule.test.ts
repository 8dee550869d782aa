import { beforeAll, describe, expect, it } from 'vitest'

import { loadTexts, say } from '../../../texts/bundles.ts'
import type { Json } from '../../../workflow/syntax.ts'
import { operatorName, operatorOf, operators, readRule, type TestRule, withOperator, withRule, writeRule } from './rule.ts'
import { ruleWords } from './rule_words.ts'

beforeAll(() => loadTexts('studio-inspector'))

const total = { Variable: '$.order.total', NumericGreaterThan: 100 }

describe('rules', () => {
  it('read and written again are the same', () => {
    const sources: Json[] = [
      total,
      { Variable: '$.a', StringEqualsPath: '$.b' },
      { Variable: '$.a', IsPresent: false },
      { Variable: '$.at', TimestampLessThanEquals: '2030-01-01T00:00:00Z' },
      { And: [total, { Or: [{ Variable: '$.a', IsNull: true }, { Not: { Variable: '$.name', StringMatches: 'São*' } }] }] },
      { Condition: '{% $states.input.total > 100 %}' },
      { Condition: true },
    ]
    for (const source of sources) expect(writeRule(readRule(source))).toEqual(source)
  })

  it('are kept as they are where they say none or two', () => {
    const sources: Json[] = [{}, { Variable: '$.a' }, { Variable: '$.a', IsNull: true, IsString: true }, { And: [], Or: [] }, { And: [total], NumericEquals: 1 }]
    for (const source of sources) {
      const rule = readRule(source)
      expect(rule.kind).toBe('other')
      expect(writeRule(rule)).toEqual(source)
    }
  })

  it('leave what else a choice says', () => {
    const choice = { Comment: 'large', ...total, Next: 'Ask', Assign: { a: 1 } }
    const changed = withRule(choice, { kind: 'not', rule: readRule(total) })
    expect(changed).toEqual({ Not: total, Comment: 'large', Next: 'Ask', Assign: { a: 1 } })
    expect(Object.keys(withRule(choice, readRule(total)))).toEqual(['Variable', 'NumericGreaterThan', 'Comment', 'Next', 'Assign'])
  })

  it('have every operator of the language', () => {
    const twins = operators.filter((operator) => operator.kind === 'compare').length
    // 16 comparisons and their twins, 6 tests of types, StringMatches (Amazon States Language, "Data-Test Expression").
    expect(operators.length + twins).toBe(39)
    for (const operator of operators) expect(operatorOf(operatorName(operator))).toEqual(operator)
  })

  it('keep a value where another operator can take it', () => {
    const rule: TestRule = { kind: 'test', variable: '$.a', operator: { kind: 'compare', type: 'Numeric', relation: 'Equals', isPath: false }, value: 7 }
    expect(withOperator(rule, { kind: 'compare', type: 'Numeric', relation: 'LessThan', isPath: false }).value).toBe(7)
    expect(withOperator(rule, { kind: 'compare', type: 'Numeric', relation: 'LessThan', isPath: true }).value).toBe('$.')
    expect(withOperator(rule, { kind: 'is', what: 'Null' }).value).toBe(true)
    expect(withOperator(rule, { kind: 'compare', type: 'String', relation: 'Equals', isPath: false }).value).toBe('')
  })

  it('are said in words', () => {
    const words = (source: Parameters<typeof readRule>[0]) => ruleWords(readRule(source), say)
    const isTrue = say('inspector-rule-is-true')
    expect(words({ Variable: '$.availability', BooleanEquals: true })).toBe(`availability ${isTrue}`)
    expect(words({ Variable: '$.availability', BooleanEquals: false })).toBe(`availability ${say('inspector-rule-is-false')}`)
    expect(words({ Variable: '$.coupon', IsPresent: false })).toBe(`coupon ${say('inspector-is-not-present')}`)
    const greater = `order.total ${say('inspector-operator-greater')} 100`
    expect(words(total)).toBe(greater)
    const [and, or] = [say('inspector-rule-and'), say('inspector-rule-or')]
    expect(words({ And: [total, { Or: [{ Variable: '$.a', BooleanEquals: true }, { Variable: '$.b', StringEquals: 'x' }] }] })).toBe(`${greater} ${and} (a ${isTrue} ${or} b ${say('inspector-operator-equals')} “x”)`)
    expect(words({ Condition: '{% $a and $b %}' })).toBe('$a and $b')
    expect(words({ Variable: '$.a', NumericEqualsPath: '$.b.c' })).toBe(`a ${say('inspector-operator-equals')} b.c`)
  })
})
