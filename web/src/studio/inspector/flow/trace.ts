import { queryOptions, skipToken } from '@tanstack/react-query'

import type { State } from '../../../workflow/definition.ts'
import type { QueryLanguage } from '../../../workflow/fields.ts'
import type { Json } from '../../../workflow/syntax.ts'
import type { StateSample, Substitutions } from '../../session.ts'
import { type InspectionData, type TestedState, testState, type TestStateRequest } from '../../test_state.ts'
import { hasResult } from '../expression/state_sight.tsx'
import { isObject, isSame, jsonOf, type JsonObject } from '../json.ts'
import { differenceOf } from './difference.ts'

/** How data goes through a state, from a test of it by the engine. Its work is not done: a result stands for it. */

/** The test of a state on a sample. */
export function testOf(state: State, language: QueryLanguage, sample: StateSample, substitutions: Substitutions): TestStateRequest {
  const source = { ...withoutWaiting(state), QueryLanguage: language }
  const definition = JSON.stringify(source).replace(/\$\{(\w+)\}/g, (whole, name: string) => (name in substitutions ? JSON.stringify(substitutions[name]).slice(1, -1) : whole))
  const variables = Object.keys(sample.variables).length > 0 ? { variables: JSON.stringify(sample.variables) } : {}
  const mock = hasResult(state) ? { mock: { result: JSON.stringify(mockedResult(state, sample)), fieldValidationMode: 'NONE' as const } } : {}
  return { definition, input: JSON.stringify(sample.input), inspectionLevel: 'TRACE', ...variables, ...mock }
}

/** A test takes five minutes at most; what is waited for changes no data, as long as it need not be computed. */
function withoutWaiting({ type, source }: State): Record<string, unknown> {
  if (type !== 'Wait') return source
  const { Seconds, Timestamp, ...others } = source
  const isWritten = typeof Seconds === 'number' || (typeof Timestamp === 'string' && !Timestamp.startsWith('{%'))
  return isWritten ? { ...others, Seconds: 0 } : source
}

/** What stands for the work of a state where nobody has said it: nothing, of the right shape. */
export function mockedResult(state: State, sample: StateSample): Json {
  if (sample.result !== undefined) return sample.result
  if (state.type === 'Map') return []
  return state.type === 'Parallel' ? state.scopes.map(() => ({})) : {}
}

export function testQuery(request: TestStateRequest | null) {
  return queryOptions({
    queryKey: ['studio-flow', request],
    queryFn: request === null ? skipToken : () => testState(request),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  })
}

/** A station of the data: what it is after a field has done its part. */
export type Station = { kind: StationKind; value: Json; /** The field that made it so, where the state has it. */ field: string | null }
export type StationKind = 'input' | 'selected' | 'items' | 'itemSelected' | 'batched' | 'arguments' | 'result' | 'resultSelected' | 'combined' | 'output' | 'variables'

/** What of an inspection is a text of JSON. */
type TextOfInspection = { [Name in keyof InspectionData]-?: InspectionData[Name] extends string | undefined ? Name : never }[keyof InspectionData]

const stations: readonly [StationKind, TextOfInspection, readonly string[]][] = [
  ['input', 'input', []],
  ['selected', 'afterInputPath', ['InputPath']],
  ['items', 'afterItemsPath', ['ItemsPath', 'Items']],
  ['itemSelected', 'afterItemSelector', ['ItemSelector', 'Parameters']],
  ['batched', 'afterItemBatcher', ['ItemBatcher']],
  ['arguments', 'afterParameters', ['Parameters']],
  ['arguments', 'afterArguments', ['Arguments']],
  ['result', 'result', ['Result']],
  ['resultSelected', 'afterResultSelector', ['ResultSelector']],
  ['combined', 'afterResultPath', ['ResultPath']],
]

/** The stations that tell something: where a field is that does it, and where the data begins, is worked on and leaves. */
export function stationsOf(tested: TestedState, source: Readonly<Record<string, unknown>>, language: QueryLanguage): Station[] {
  const seen = tested.inspectionData ?? {}
  const told = stations.flatMap(([kind, member, fields]): Station[] => {
    const text = seen[member]
    const value = text === undefined ? undefined : jsonOf(text)
    const field = fields.find((one) => one in source) ?? null
    return value === undefined || (field === null && kind !== 'input' && kind !== 'result') ? [] : [{ kind, value, field }]
  })
  const output = tested.output === undefined ? undefined : jsonOf(tested.output)
  if (output !== undefined) told.push({ kind: 'output', value: output, field: language === 'JSONata' ? fieldIn(source, 'Output') : fieldIn(source, 'OutputPath') })
  const variables = seen.variables === undefined ? undefined : jsonOf(seen.variables)
  if (isObject(variables) && 'Assign' in source) told.push({ kind: 'variables', value: assignedOf(variables, source.Assign), field: 'Assign' })
  return told
}

/** What a station is made of: the last one before it that something is left of. What work and variables give is new. */
export function baseOf(all: readonly Station[], index: number): Station | null {
  const station = all[index]
  if (!station || station.kind === 'result' || station.kind === 'variables') return null
  const before = all.slice(0, index).filter((one) => one.kind !== 'variables')
  return before.findLast((one) => isSame(one.value, station.value)) ?? before.findLast((one) => differenceOf(one.value, station.value).size > 0) ?? null
}

function fieldIn(source: Readonly<Record<string, unknown>>, name: string): string | null {
  return name in source ? name : null
}

/** Of all variables, those that the state has assigned. */
function assignedOf(variables: JsonObject, assign: unknown): JsonObject {
  const names = typeof assign === 'object' && assign !== null ? Object.keys(assign).map((name) => name.replace(/\.\$$/, '')) : []
  const own = Object.entries(variables).filter(([name]) => names.includes(name))
  return Object.fromEntries(own)
}
