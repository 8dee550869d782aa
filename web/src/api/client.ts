import createClient from 'openapi-fetch'

import { language } from '../texts/bundles.ts'
import { ProblemError, Unreachable } from './problem.ts'
import type { components, paths } from './schema.ts'

/** The shapes that the API's own document describes. */
export type Schema = components['schemas']

/** The REST API. Its paths, parameters and answers are those of the document the server is made of. */
export const api = createClient<paths>({
  headers: { 'accept-language': language },
  fetch: async (request) => {
    try {
      return await fetch(request)
    } catch (cause) {
      if (request.signal.aborted) throw cause
      throw new Unreachable(cause)
    }
  },
})

type Answered<D> = { data?: D; error?: unknown; response: Response }

/** What was answered; throws a [`ProblemError`] when it was refused. */
export async function answerOf<D>(asked: Promise<Answered<D>>): Promise<D> {
  const { data, error, response } = await asked
  if (!response.ok) throw new ProblemError(response.status, error, response.headers.get('retry-after'))
  // An answer without a body has the type `undefined` in the document.
  return data as D
}
