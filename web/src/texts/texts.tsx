import { type Args, say } from './bundles.ts'

/** Gives the words of a message, in the language of the page. */
export type Texts = (id: string, args?: Args) => string

/** The language does not change while a page is open, so neither does this. */
export function useTexts(): Texts {
  return say
}
