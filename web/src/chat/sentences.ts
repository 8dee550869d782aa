import { language } from '../texts/bundles.ts'

const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' })

/** How much of a text that still grows is made of whole sentences. */
export function finishedLength(text: string): number {
  const last = [...segmenter.segment(text)].at(-1)
  if (!last) return 0
  // A sentence has ended when something follows it, or its last sign was said and a space after it.
  return /[.!?…:]\s+$|\n$/.test(last.segment) ? text.length : last.index
}
