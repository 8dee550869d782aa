import type { Json } from '../../workflow/syntax.ts'
import type { Mock, RehearsalStatus } from './rehearsal.ts'

/** A run of the whole workflow that is kept, and how it is to end. */
export type TestCase = {
  id: string
  name: string
  input: Json
  mocks: Mock[]
  expect: Expectation
  /** The execution it was made from, with when it began and what it was called: its expressions may have asked. */
  from_execution: string | null
  started_at: string | null
  execution_name: string | null
}

/** `exactly`: nothing else may be in it. `part`: what is expected is in it, whatever else is. */
export type OutputExpectation = { match: 'exactly' | 'part'; value: Json }

/** What is null is not looked at. */
export type Expectation = {
  status: RehearsalStatus
  output: OutputExpectation | null
  error: string | null
  /** States that are come to, in this order; others may be between them. */
  path: readonly string[] | null
}
