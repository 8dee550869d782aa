import { describe, expect, it } from 'vitest'

import type { Json } from '../../../workflow/syntax.ts'
import { expressionBefore } from './place.ts'
import { type Sight, suggestionsFor } from './suggestions.ts'

const input: { order: Json } = { order: { id: 7, 'zip code': '50000', items: [{ sku: 'a', price: 1 }, { sku: 'b', note: 'x' }] } }
const jsonata: Sight = {
  language: 'JSONata',
  input,
  context: { Execution: { Name: 'n' } },
  variables: { order: input.order, unknown: undefined },
  result: { paid: true },
  sees: { result: true, errorOutput: false },
}
const paths: Sight = { ...jsonata, language: 'JSONPath' }

function labels(before: string, sight: Sight): string[] {
  return suggestionsFor(before, sight)?.options.map((option) => option.label) ?? []
}

describe('suggestions for JSONata', () => {
  it('are the members of what the state received', () => {
    expect(labels('$states.input.', jsonata)).toEqual(['order'])
    expect(labels('1 + $states.input.order.', jsonata)).toEqual(['id', 'zip code', 'items'])
    expect(suggestionsFor('$states.input.order.i', jsonata)?.from).toBe('$states.input.order.'.length)
  })

  it('look into the items of an array, picked or not', () => {
    expect(labels('$states.input.order.items.', jsonata)).toEqual(['sku', 'price', 'note'])
    expect(labels('$states.input.order.items[1].', jsonata)).toEqual(['sku', 'note'])
  })

  it('quote a name that is none', () => {
    expect(suggestionsFor('$order.', jsonata)?.options.find((option) => option.label === 'zip code')?.write).toBe('`zip code`')
  })

  it('know what is seen here, and nothing else', () => {
    expect(labels('$states.', jsonata)).toEqual(['input', 'context', 'result'])
    expect(labels('$states.', { ...jsonata, sees: { result: false, errorOutput: true } })).toEqual(['input', 'context', 'errorOutput'])
    expect(labels('$states.result.', jsonata)).toEqual(['paid'])
    expect(labels('$unknown.', jsonata)).toEqual([])
  })

  it('begin with variables and functions', () => {
    const begun = labels('$su', jsonata)
    expect(begun).toEqual(expect.arrayContaining(['$states.input', '$order', '$unknown', '$sum', '$uuid']))
    expect(begun).not.toContain('$eval')
    expect(labels('$', { ...jsonata, variables: { count: 1 } }).filter((label) => label === '$count')).toHaveLength(1)
    expect(suggestionsFor('', jsonata)).toBeNull()
    expect(suggestionsFor('order', jsonata)).toBeNull()
  })
})

describe('suggestions for JSONPath', () => {
  it('are members of the input, the context and variables', () => {
    expect(labels('$.', paths)).toEqual(['order'])
    expect(labels('$.order.items[0].', paths)).toEqual(['sku', 'price'])
    expect(labels('$.order.items[*].', paths)).toEqual(['sku', 'price', 'note'])
    expect(labels('$.order.items.', paths)).toEqual([])
    expect(labels('$$.Execution.', paths)).toEqual(['Name'])
    expect(labels('$order.', paths)).toEqual(['id', 'zip code', 'items'])
  })

  it('put a name that is none into brackets, in place of the dot', () => {
    expect(suggestionsFor('$.order.', paths)?.options[1]).toMatchObject({ write: "['zip code']", replacesDot: true })
  })

  it('are intrinsic functions', () => {
    expect(labels('States.', paths)).toContain('States.Format')
    expect(labels('States.Format(\'{}\', $.', paths)).toEqual(['order'])
  })
})

describe('where an expression begins', () => {
  const at = (text: string, language: 'JSONata' | 'JSONPath') => {
    const offset = text.indexOf('|')
    const whole = text.replace('|', '')
    const begin = expressionBefore(whole, offset, 'template', language)
    return begin === null ? null : whole.slice(begin, offset)
  }

  it('is within the delimiters of a string', () => {
    expect(at('{\n  "a": "{% $states.| %}"\n}', 'JSONata')).toBe(' $states.')
    expect(at('{\n  "a": "plain |"\n}', 'JSONata')).toBeNull()
    expect(at('{% $states.|', 'JSONata')).toBe(' $states.')
    expect(at('{ "a": "x", "b": "{% \\"q\\" & $o| %}" }', 'JSONata')).toBe(' \\"q\\" & $o')
  })

  it('is the string of a member whose name says so', () => {
    expect(at('{ "a.$": "$.or|" }', 'JSONPath')).toBe('$.or')
    expect(at('{ "a": "$.or|" }', 'JSONPath')).toBeNull()
  })
})
