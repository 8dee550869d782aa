import type { LucideIcon } from 'lucide-react'

import type { StateType } from '../../../workflow/definition.ts'
import type { Fragment } from '../../../workflow/edit.ts'
import type { QueryLanguage } from '../../../workflow/fields.ts'
import type { Json } from '../../../workflow/syntax.ts'

/** Something that can be put into a workflow: a state, or several that belong together. */
export type PaletteItem = {
  id: string
  icon: LucideIcon
  title: string
  /** What it is for, in a line. */
  detail: string
  /** What else somebody may look for it by, in any language. */
  words: string
  /** The type of its first state: what it looks like. */
  type: StateType
  /** As it is written in a machine of that query language. */
  fragment: (language: QueryLanguage) => Fragment
}

export type PaletteGroup = { id: 'flow' | 'shop' | 'actions' | 'patterns' | 'functions' | 'machines' | 'services'; title: string; items: readonly PaletteItem[] }

export type StateSource = { [field: string]: Json }

export function single(name: string, state: StateSource): Fragment {
  return { startAt: name, states: { [name]: state } }
}

/** What differs between the two languages. */
export function inLanguage<Value>(language: QueryLanguage, jsonata: Value, jsonPath: Value): Value {
  return language === 'JSONata' ? jsonata : jsonPath
}

/** A task of an integration; `given` is what it is asked with. */
export function integration(language: QueryLanguage, resource: string, given: { jsonata: Json; jsonPath: Json }, fields: StateSource = {}): StateSource {
  return { Type: 'Task', Resource: `arn:aws:states:::${resource}`, ...inLanguage<StateSource>(language, { Arguments: given.jsonata }, { Parameters: given.jsonPath }), ...fields }
}

/** A task that gives a function its input and goes on with what the function answers. */
export function functionTask(language: QueryLanguage, name: string, fields: StateSource = {}): StateSource {
  const given = { jsonata: { FunctionName: name, Payload: '{% $states.input %}' }, jsonPath: { FunctionName: name, 'Payload.$': '$' } }
  return integration(language, 'lambda:invoke', given, { ...inLanguage<StateSource>(language, { Output: '{% $states.result.Payload %}' }, { OutputPath: '$.Payload' }), ...fields })
}
