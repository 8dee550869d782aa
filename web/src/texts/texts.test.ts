import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { FluentBundle, FluentResource } from '@fluent/bundle'
import { describe, expect, it } from 'vitest'

import { languages } from './language.ts'

const here = import.meta.dirname
const parts = (language: string) => readdirSync(join(here, language)).sort()
const source = (language: string, part: string) => readFileSync(join(here, language, part), 'utf8')
const idsOf = (text: string) => [...text.matchAll(/^([a-zA-Z][\w-]*) *=/gm)].map((match) => match[1] ?? '')
const variablesOf = (text: string) => [...new Set([...text.matchAll(/\$([\w-]+)/g)].map((match) => match[1] ?? ''))].sort()

/** Each message with all that belongs to it. */
function messages(language: string, part: string): Map<string, string> {
  const blocks = source(language, part).split(/^(?=[a-zA-Z][\w-]* *=)/m)
  return new Map(blocks.flatMap((block) => idsOf(block).slice(0, 1).map((id) => [id, block] as const)))
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts') && !name.endsWith('.test.tsx'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
}

describe('texts', () => {
  it('has the same parts in each language', () => {
    for (const language of languages) expect(parts(language), language).toEqual(parts(languages[0]))
  })

  it.each(parts(languages[0]))('%s says the same in each language, with the same variables', (part) => {
    const first = messages(languages[0], part)
    for (const language of languages.slice(1)) {
      const other = messages(language, part)
      expect([...other.keys()].sort(), language).toEqual([...first.keys()].sort())
      for (const [id, text] of first) expect(variablesOf(other.get(id) ?? ''), `${language} ${id}`).toEqual(variablesOf(text))
    }
  })

  it.each(languages)('%s is read by Fluent without an error, and no message is there twice', (language) => {
    const bundle = new FluentBundle(language)
    const ids = new Set<string>()
    for (const part of parts(language)) {
      expect(bundle.addResource(new FluentResource(source(language, part))), part).toEqual([])
      for (const id of idsOf(source(language, part))) {
        expect(ids.has(id), `${id} of ${part}`).toBe(false)
        ids.add(id)
        expect(bundle.hasMessage(id), `${part}: ${id} cannot be read`).toBe(true)
      }
    }
  })

  it('has every message that is said', () => {
    const ids = new Set(parts(languages[0]).flatMap((part) => idsOf(source(languages[0], part))))
    const said = sourcesUnder(join(here, '..')).flatMap((text) => [...text.matchAll(/\b(?:t|say)\('([\w-]+)'/g)].map((match) => match[1] ?? ''))
    expect([...new Set(said)].filter((id) => !ids.has(id))).toEqual([])
  })
})
