import { describe, expect, it } from 'vitest'

import { readWorkflow } from './definition.ts'
import { parseSyntax, readDocument } from './document.ts'
import { nodeAt, type Path, pathAt, pathOf, pointer, type SyntaxNode, valueOf } from './syntax.ts'
import { parseWholeYaml } from './syntax/yaml.ts'
import { parsePlainYaml } from './syntax/plain_yaml.ts'

function rootOf(text: string): SyntaxNode {
  const read = parseSyntax(text)
  if ('problem' in read) throw new Error(`${read.problem.code}: ${read.problem.message}`)
  return read.root
}

function textAt(text: string, path: Path): string | null {
  const node = nodeAt(rootOf(text), path)
  return node && text.slice(node.from, node.to)
}

describe('a text in JSON', () => {
  const text = '{"A": {"B": [1, {"C": "x\\u00e9\\n"}]}, "A": -1.5e3, "P": ${Name}}'

  it('is read with the place of each value', () => {
    expect(textAt(text, ['A'])).toBe('-1.5e3')
    expect(textAt(text, [0, 'B', 1, 'C'])).toBe('"x\\u00e9\\n"')
    expect(textAt(text, ['P'])).toBe('${Name}')
    expect(textAt(text, ['P', 'Q'])).toBeNull()
    expect(valueOf(rootOf(text))).toEqual({ A: -1500, P: '${Name}' })
  })

  it('says what a caret is in', () => {
    const at = (what: string) => pathAt(rootOf(text), text.indexOf(what))
    expect(at('x\\u')).toEqual([0, 'B', 1, 'C'])
    expect(at('1, {')).toEqual([0, 'B', 0])
    expect(at('"P"')).toEqual(['P'])
    expect(at('${N')).toEqual(['P'])
    expect(pathAt(rootOf(text), 0)).toEqual([])
  })

  it('keeps a name that other readers make something else of', () => {
    expect(JSON.stringify(valueOf(rootOf('{"__proto__": {"a": 1}}')))).toBe('{"__proto__":{"a":1}}')
  })

  it.each([
    ['', 'empty', ''],
    [' \n', 'empty', ' \n'],
    ['{"a": }', 'value_expected', '}'],
    ['{"a": 1,}', 'comma_too_many', ','],
    ['[1 2]', 'comma_expected', '2'],
    ['{"a" 1}', 'colon_expected', '1'],
    ['{a: 1}', 'name_expected', 'a'],
    ['{"a": yes}', 'word_unknown', 'yes'],
    ['{"a": 01}', 'number_invalid', '01'],
    ['{"a": 1.}', 'number_invalid', '1.'],
    ['{"a": -}', 'number_invalid', '-'],
    ['{"a": "b}', 'string_unclosed', '"b}'],
    ['{"a": "b\n"}', 'string_unclosed', '"b'],
    ['{"a": "\t"}', 'string_character', '\t'],
    ['{"a": "\\x"}', 'escape_invalid', '\\x'],
    ['{"a": {"b": 1}', 'object_unclosed', '{'],
    ['["a"', 'array_unclosed', '['],
    ['{"a": ${B', 'placeholder_unclosed', '${B'],
    ['{"a": 1} // end', 'comment', '// end'],
    ['{} {}', 'text_after_end', '{}'],
    ['['.repeat(300), 'too_deep', '['],
    ['[]', 'object_expected', '[]'],
  ])('%j is refused: %s', (wrong, code, part) => {
    const read = readDocument(wrong)
    expect('problem' in read && [read.problem.code, wrong.slice(read.problem.from, read.problem.to)]).toEqual([code, part])
  })
})

describe('a text in YAML', () => {
  const text = [
    '# The whole.', 'StartAt: A', 'States:', '  A: # one', '    Resource: !GetAtt Pay.Arn', '    Max: ${Max}', '    Lines: |-', '      one', '        two', '', '    Named: &n {a: [1, ~]}', '    Again: *n', "  'B C': {Type: \"Pass\", End: true}", '',
  ].join('\n')

  it('is read with the place of each value, short forms and aliases as what they mean', () => {
    expect(valueOf(rootOf(text))).toEqual({
      StartAt: 'A',
      States: { A: { Resource: { 'Fn::GetAtt': 'Pay.Arn' }, Max: '${Max}', Lines: 'one\n  two', Named: { a: [1, null] }, Again: { a: [1, null] } }, 'B C': { Type: 'Pass', End: true } },
    })
    expect(textAt(text, ['States', 'A', 'Resource'])).toBe('!GetAtt Pay.Arn')
    expect(textAt(text, ['States', 'A', 'Lines'])).toBe('|-\n      one\n        two')
    expect(textAt(text, ['States', 'A', 'Named'])).toBe('{a: [1, ~]}')
    expect(textAt(text, ['States', 'A', 'Again', 'a', 0])).toBe('*n')
    expect(textAt(text, ['States', 'B C', 'Type'])).toBe('"Pass"')
  })

  it.each([
    ['a: b: c', 'yaml', 'b'],
    ['a: *none', 'yaml', '*none'],
    ['a: 1\n---\nb: 2', 'yaml', '---\nb: 2'],
    ['# nothing', 'empty', '# nothing'],
    ['? [a]\n: b', 'name_expected', '[a]'],
    ['just a text', 'object_expected', 'just a text'],
  ])('%j is refused: %s', (wrong, code, part) => {
    const read = readDocument(wrong)
    expect('problem' in read && [read.problem.code, wrong.slice(read.problem.from, read.problem.to)]).toEqual([code, part])
  })

  it.each([
    'a: 1\nb: -2.5e3\nc: 0\nd: ~\ne: null\nf: True\ng: no\nh: .5\ni: 1.\n',
    'a:\n- b\n- c: 1\n  d: 2\n-  e: 3\n- - 4\n  - 5\n',
    'a:\n  b:\n  c: 1\n\n  # comment\n  d: x # y\ne: z#w\n',
    '"q: x": \'it\'\'s\'\n\'b\' : "tab\\t\\u00e9"\nc: {a: "x: y", b: [1, two, "three"], \'c\': {}}\nd: []\n',
    'a: |-\n  one\n\n    two\n  three\n\nb: |\n  last\n',
    'a: {\n    b: 1,\n    c: [x,\n      y]\n  }\n',
    'a: http://x.org:80/y?z=1,2\nb: $.c[0]\nc: -x\nd: a b  c\n',
    'States:\r\n  A:\r\n    Type: Pass # x\r\n    L: |-\r\n      a\r\n      b\r\n    End: true\r\n',
    '- a\n- b: c\n',
    'é: ção\nb: "\\ud83d\\ude00 😀"\n',
  ])('is read fast as it is read in whole: %j', (yaml) => {
    const whole = parseWholeYaml(yaml)
    expect(parsePlainYaml(yaml)).toEqual('root' in whole ? whole.root : null)
  })

  it.each([
    'a: &x 1\nb: *x\n', 'a: !Sub x\n', 'a: >\n  folded\n', 'a: two\n  lines\n', 'a: "two\n  lines"\n', '? a\n: b\n', '--- \na: 1\n', 'a:\n\t- b\n', 'a: [b, # c\n  d]\n', 'a: 0x1f\n', 'a: |+\n  b\n\n', 'a: b\n c: d\n', 'a: @b\n', 'a: [b\n', 'x\n', '',
    'a: |\n  no end', 'a: "\\x41"\n', 'a: {b: 1\n}\n', 'a:\n  - b\n c: 1\n',
  ])('is left to the reader of all of it: %j', (yaml) => expect(parsePlainYaml(yaml)).toBeNull())
})

describe('a location', () => {
  const path = ['States', 'Pay', 'Catch', 0, 'Next']

  it('is written as AWS writes it, and read', () => {
    expect(pointer(path)).toBe('/States/Pay/Catch[0]/Next')
    expect(pathOf('/States/Pay/Catch[0]/Next')).toEqual(path)
    expect(pointer([])).toBe('/')
    expect(pathOf('/')).toEqual([])
  })

  it('is told by the text where a name looks like a path', () => {
    const root = rootOf('{"States": {"a/b[1]": {"Retry": [[1]]}, "a": {"b": []}}}')
    expect(pathOf('/States/a/b[1]/Retry[0][0]', root)).toEqual(['States', 'a/b[1]', 'Retry', 0, 0])
    expect(pathOf('/States/none/Type', root)).toEqual(['States', 'none', 'Type'])
  })
})

describe('a definition', () => {
  it.each(['{}', '{"States": {}}', '{"StartAt": "A"}', '{"StartAt": 1, "States": []}'])('%s is a blank one', (text) => {
    const document = readDocument(text)
    expect('workflow' in document && document.workflow.states).toEqual([])
    expect(readWorkflow(text)).toBeNull()
  })

  it('is drawn as far as it can be read', () => {
    const document = readDocument('{"StartAt": "None", "States": {"A": {"Type": "Tsak", "Next": "Gone"}, "B": 5, "C": {"Type": ${Type}, "Catch": [1, {"Next": "A"}]}}}')
    if ('problem' in document) throw new Error(document.problem.message)
    expect(document.workflow.states.map(({ id, type }) => [id, type])).toEqual([['A', 'Unknown'], ['B', 'Unknown'], ['C', 'Unknown']])
    expect(document.states.get('C')?.transitions).toEqual([{ to: 'A', kind: 'catch', label: '', ref: { kind: 'catch', index: 1 } }])
    expect(document.states.get('A')?.transitions.map(({ to }) => to)).toEqual(['Gone'])
  })

  it('has an id of its own for each state, also where a name is there twice', () => {
    const inner = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}'
    const document = readDocument(`{"StartAt": "A", "States": {"A": {"Type": "Fail"}, "A": {"Type": "Parallel", "Branches": [${inner}, ${inner}], "Next": "A (2)"}, "A (2)": {"Type": "Pass"}}}`)
    if ('problem' in document) throw new Error(document.problem.message)
    expect([...document.states.values()].map(({ id, path }) => [id, path])).toEqual([
      ['A', ['States', 0]],
      ['A (3)', ['States', 'A']],
      ['A (4)', ['States', 'A', 'Branches', 0, 'States', 'A']],
      ['A (5)', ['States', 'A', 'Branches', 1, 'States', 'A']],
      ['A (2)', ['States', 'A (2)']],
    ])
    expect(document.workflow.startAt).toBe('A (3)')
    expect(document.states.get('A (5)')?.transitions[0]?.to).toBe('A (5)')
    for (const state of document.states.values()) expect(nodeAt(document.root, state.path)).not.toBeNull()
  })
})
