import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle'

import { type Language, negotiate } from './language.ts'

/** The texts of a part of the app, each in a file of its own for each language. */
export type Part = string

const files = import.meta.glob<string>('./*/*.ftl', { query: '?raw', import: 'default' })

/** The language of this page, settled when it is opened. */
export const language: Language = negotiate()
const bundle = new FluentBundle(language, { useIsolating: false })
const loaded = new Map<Part, Promise<void>>()

/** Reads the texts of parts; a page is shown when its texts are there. */
export async function loadTexts(...parts: Part[]): Promise<void> {
  await Promise.all(
    parts.map((part) => {
      const known = loaded.get(part)
      if (known) return known
      const load = files[`./${language}/${part}.ftl`]
      if (!load) throw new Error(`there are no texts "${part}" in ${language}`)
      const reading = load().then((source) => {
        for (const error of bundle.addResource(new FluentResource(source))) console.error(error)
      })
      loaded.set(part, reading)
      return reading
    }),
  )
}

/** A page and its texts, for `lazy`. */
export function withTexts<M>(load: () => Promise<M>, ...parts: Part[]): () => Promise<M> {
  return async () => {
    const [page] = await Promise.all([load(), loadTexts(...parts)])
    return page
  }
}

export type Args = Record<string, FluentVariable>

/** The words of a message. One that is missing shows its name, and is found by the tests. */
export function say(id: string, args?: Args): string {
  const message = bundle.getMessage(id)
  if (!message?.value) {
    console.error(`there is no text "${id}" in ${language}`)
    return id
  }
  const errors: Error[] = []
  const words = bundle.formatPattern(message.value, args, errors)
  for (const error of errors) console.error(`${id}:`, error)
  return words
}
