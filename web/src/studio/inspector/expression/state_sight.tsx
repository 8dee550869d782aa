import { createContext, use, useMemo } from 'react'

import type { State } from '../../../workflow/definition.ts'
import type { QueryLanguage } from '../../../workflow/fields.ts'
import type { Json } from '../../../workflow/syntax.ts'
import type { StateSample } from '../../session.ts'
import { useStudio } from '../../session_context.tsx'
import { isObject, textOf } from '../json.ts'
import { useEvaluation, type Wish } from './evaluation.ts'
import { exampleContext } from './example_context.ts'
import { variablesBefore } from './scope.ts'
import type { Sight } from './suggestions.ts'

/** What the expressions of one state see, from the sample that was chosen for it. */

/** What `$` is in JSONPath, and what else JSONata sees: at which step of the state an expression is evaluated. */
export type Step = 'input' | 'effective' | 'result' | 'error'

type StateSight = {
  state: State
  language: QueryLanguage
  sample: StateSample | null
  context: Json
  variables: Readonly<Record<string, Json | undefined>>
  effective: Json | undefined
}

const Context = createContext<StateSight | null>(null)

export const StateSightProvider = Context.Provider

export function useStateSight(): StateSight {
  const sight = use(Context)
  if (!sight) throw new Error('there is no state whose expressions see something')
  return sight
}

/** States that do some work have a result. */
export function hasResult({ type }: State): boolean {
  return type === 'Task' || type === 'Parallel' || type === 'Map'
}

const exampleError = { Error: 'States.TaskFailed', Cause: '' }

export function useSightOf(state: State): StateSight {
  const sample = useStudio((studio) => studio.samples.get(state.name) ?? null)
  const workflow = useStudio((studio) => studio.document.workflow)
  const machine = useStudio((studio) => studio.name)
  const language = languageOf(state, workflow.queryLanguage)
  const context = useMemo(() => sample?.context ?? exampleContext(machine, state.name, sample?.input), [sample, machine, state.name])
  const variables = useMemo(() => {
    const names = variablesBefore(workflow, state.id)
    return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...sample?.variables }
  }, [workflow, state.id, sample])
  const inputPath = textOf(jsonMember(state.source.InputPath))
  const isSelected = language === 'JSONPath' && inputPath !== '' && inputPath !== '$'
  const wish: Wish | null = isSelected && sample ? { query_language: language, expressions: [inputPath], input: sample.input, context, variables: sample.variables } : null
  const selected = useEvaluation(wish)
  const chosen = selected.data && 'value' in selected.data ? selected.data.value : undefined
  const effective = isSelected ? chosen : sample?.input
  return useMemo(() => ({ state, language, sample, context, variables, effective }), [state, language, sample, context, variables, effective])
}

function jsonMember(value: unknown): Json | undefined {
  return typeof value === 'string' ? value : undefined
}

export function languageOf(state: State, machine: QueryLanguage): QueryLanguage {
  return state.source.QueryLanguage === 'JSONata' ? 'JSONata' : state.source.QueryLanguage === 'JSONPath' ? 'JSONPath' : machine
}

/** What an expression at a step of the state sees. */
export function useSight(step: Step): Sight {
  const { state, language, sample, context, variables, effective } = useStateSight()
  return useMemo((): Sight => {
    const isResult = step === 'result' && hasResult(state)
    const result = isResult ? sample?.result : undefined
    const errorOutput: Json | undefined = step === 'error' && sample ? exampleError : undefined
    const sees = { result: isResult, errorOutput: step === 'error' }
    if (language === 'JSONata') return { language, input: sample?.input, context, variables, result, errorOutput, sees }
    const root = step === 'input' ? sample?.input : isResult ? result : step === 'error' ? errorOutput : effective
    return { language, input: root, context, variables, sees: { result: false, errorOutput: false } }
  }, [step, state, language, sample, context, variables, effective])
}

/** Asks for what an expression or a template gives; null while it is not known what it would see. */
export function wishOf(sight: Sight, asked: Pick<Wish, 'expressions'> | Pick<Wish, 'template'>): Wish | null {
  const { language, input, context, variables, result, errorOutput, sees } = sight
  if (input === undefined || (sees.result && result === undefined)) return null
  const known = Object.entries(variables).filter(([, value]) => value !== undefined)
  return {
    query_language: language,
    ...asked,
    input,
    context: isObject(context) ? context : {},
    variables: Object.fromEntries(known),
    ...(result === undefined ? {} : { result }),
    ...(errorOutput === undefined ? {} : { error_output: errorOutput }),
  }
}
