import { useMemo } from 'react'

import { type Json, nodeAt, type Path, pointer, valueOf } from '../../../workflow/syntax.ts'
import { useStudio } from '../../session_context.tsx'
import { useFormEdit } from './use_form_edit.ts'
import { isSame } from '../json.ts'
import { isWithin, placedProblems } from './placed_problems.ts'

/** A value of the document in a form. */
export type Field = {
  value: Json | undefined
  /** Writes another value, one step of the history. Whether it could. */
  set: (value: Json | undefined) => boolean
  /** What the engine says of it, in one text. */
  error: string | null
}

/** `of`: problems of the value alone, or of all that is within it too. */
export function useField(path: Path, of: 'alone' | 'within' = 'within'): Field {
  const edit = useFormEdit()
  const value = useValue(path)
  const error = useProblem(path, of)
  const set = (next: Json | undefined) => isSame(value, next) || edit({ kind: 'set', path, value: next })
  return { value, set, error }
}

export function useValue(path: Path): Json | undefined {
  const root = useStudio((state) => state.document.root)
  const node = nodeAt(root, path)
  return useMemo(() => (node ? valueOf(node) : undefined), [node])
}

export function useProblem(path: Path, of: 'alone' | 'within'): string | null {
  const problems = useStudio(placedProblems)
  const key = pointer(path)
  return useMemo(() => {
    const own = problems.filter((one) => (of === 'alone' ? pointer(one.path) === key : isWithin(one.path, path)))
    return own.length === 0 ? null : own.map(({ problem }) => (problem.hint ? `${problem.message}: ${problem.hint}` : problem.message)).join('\n')
  }, [problems, key, of])
}
