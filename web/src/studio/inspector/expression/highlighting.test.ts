import { highlightTree, tagHighlighter, tags } from '@lezer/highlight'
import { describe, expect, it } from 'vitest'

import { expressionLanguage } from './highlighting.ts'
import type { TextShape } from './place.ts'

const colours = tagHighlighter([
  { tag: tags.propertyName, class: 'name' },
  { tag: tags.string, class: 'string' },
  { tag: tags.number, class: 'number' },
  { tag: tags.atom, class: 'atom' },
  { tag: tags.keyword, class: 'keyword' },
  { tag: tags.comment, class: 'comment' },
  { tag: tags.function(tags.variableName), class: 'function' },
  { tag: tags.definition(tags.variableName), class: 'variable' },
])

function coloured(text: string, shape: TextShape, language: 'JSONata' | 'JSONPath'): [string, string][] {
  const found: [string, string][] = []
  highlightTree(expressionLanguage(shape, language).parser.parse(text), colours, (from, to, style) => found.push([text.slice(from, to), style]))
  return found
}

describe('colours', () => {
  it('tell JSONata within JSON', () => {
    expect(coloured('{"a": "{% $sum($states.input.x) > 1 and \'y\' %}", "b": true}', 'template', 'JSONata')).toEqual([
      ['"a"', 'name'],
      ['"{%', 'keyword'],
      ['$sum', 'function'],
      ['$states', 'variable'],
      ['1', 'number'],
      ['and', 'keyword'],
      ["'y'", 'string'],
      ['%}"', 'keyword'],
      ['"b"', 'name'],
      ['true', 'atom'],
    ])
  })

  it('tell paths only where a name says so', () => {
    expect(coloured('{"a.$": "States.Format(\'{}\', $.x)", "b": "$.x"}', 'template', 'JSONPath')).toEqual([
      ['"a.$"', 'name'],
      ['"', 'string'],
      ['States.Format', 'function'],
      ["'{}'", 'string'],
      ['$', 'variable'],
      ['"', 'string'],
      ['"b"', 'name'],
      ['"$.x"', 'string'],
    ])
  })

  it('tell an expression by itself, and what is not whole', () => {
    expect(coloured('/* why */ $a[0] = "x"', 'expression', 'JSONata')).toEqual([['/* why */', 'comment'], ['$a', 'variable'], ['0', 'number'], ['"x"', 'string']])
    expect(coloured('{"a": "{% $x"}', 'template', 'JSONata').at(-1)).toEqual(['"', 'string'])
  })
})
