import { StreamLanguage, type StringStream } from '@codemirror/language'

import type { QueryLanguage } from '../../../workflow/fields.ts'
import type { TextShape } from './place.ts'

/** Colours for expressions: by themselves, and within the strings of JSON. */

type Mode = {
  /** What is being read: JSON, an expression, a comment or a text within one. */
  within: 'json' | 'expression' | 'comment'
  /** The expression stands in a string of JSON. */
  isQuoted: boolean
  /** The last name ended in `.$`: its value is a path. */
  isPathMember: boolean
}

const keyword = /^(?:and|or|in|function|true|false|null)\b/
const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/
const name = /^[\p{L}_][\p{L}\p{N}_]*/u

export function expressionLanguage(shape: TextShape, language: QueryLanguage) {
  return StreamLanguage.define<Mode>({
    name: `${language} ${shape}`,
    startState: () => ({ within: shape === 'expression' ? 'expression' : 'json', isQuoted: false, isPathMember: false }),
    copyState: (mode) => ({ ...mode }),
    token(stream, mode) {
      if (stream.eatSpace()) return null
      if (mode.within === 'comment') return comment(stream, mode)
      if (mode.within === 'json') return json(stream, mode, language)
      return language === 'JSONata' ? jsonata(stream, mode, shape) : path(stream, mode, shape)
    },
  })
}

function json(stream: StringStream, mode: Mode, language: QueryLanguage): string | null {
  const named = stream.match(/^"(?:[^"\\]|\\.)*"(?=\s*:)/)
  if (Array.isArray(named)) {
    mode.isPathMember = named[0]?.endsWith('.$"') ?? false
    return 'propertyName'
  }
  if (language === 'JSONata' && stream.match(/^"?\{%/)) {
    mode.within = 'expression'
    mode.isQuoted = stream.current().startsWith('"')
    return 'keyword'
  }
  if (language === 'JSONPath' && mode.isPathMember && stream.eat('"')) {
    mode.within = 'expression'
    mode.isQuoted = true
    mode.isPathMember = false
    return 'string'
  }
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string'
  if (stream.match(number)) return 'number'
  if (stream.match(/^(?:true|false|null)\b/)) return 'atom'
  stream.next()
  return null
}

function jsonata(stream: StringStream, mode: Mode, shape: TextShape): string | null {
  if (shape === 'expression' && stream.match(/^(?:\{%|%\})/)) return 'keyword'
  if (shape === 'template' && stream.match(mode.isQuoted ? /^%\}"/ : /^%\}/)) {
    mode.within = 'json'
    return 'keyword'
  }
  if (stream.match('/*')) {
    mode.within = 'comment'
    return comment(stream, mode)
  }
  if (mode.isQuoted && stream.match(/^\\"(?:[^"\\]|\\[^"])*\\"/)) return 'string'
  if (!mode.isQuoted && stream.match(/^"(?:[^"\\]|\\.)*"/)) return 'string'
  // A string of JSON ends here: what was begun in it is not whole yet.
  if (mode.isQuoted && stream.eat('"')) {
    mode.within = 'json'
    return 'string'
  }
  if (stream.match(/^'(?:[^'\\]|\\.)*'/)) return 'string'
  if (stream.match(/^\$[\p{L}_][\p{L}\p{N}_]*(?=\s*\()/u)) return 'variableName.function'
  if (stream.match(/^\$\$?(?:[\p{L}_][\p{L}\p{N}_]*)?/u)) return 'variableName.definition'
  if (stream.match(number)) return 'number'
  if (stream.match(keyword)) return 'keyword'
  if (stream.match(name) || stream.match(/^`[^`]*`/)) return null
  stream.next()
  return null
}

function comment(stream: StringStream, mode: Mode): string {
  mode.within = stream.match(/^.*?\*\//) ? 'expression' : 'comment'
  if (mode.within === 'comment') stream.skipToEnd()
  return 'comment'
}

function path(stream: StringStream, mode: Mode, shape: TextShape): string | null {
  if (shape === 'template' && stream.eat('"')) {
    mode.within = 'json'
    return 'string'
  }
  if (stream.match(/^States\.\w+/)) return 'variableName.function'
  if (stream.match(/^\$\$?(?:[\p{L}_][\p{L}\p{N}_]*)?/u)) return 'variableName.definition'
  if (stream.match(/^'(?:[^'\\]|\\.)*'/)) return 'string'
  if (stream.match(number)) return 'number'
  if (stream.match(keyword)) return 'keyword'
  if (stream.match(name)) return null
  stream.next()
  return null
}
