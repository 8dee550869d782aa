import type { Execution } from '../api/execution.ts'

/** Which executions of a list are chosen: by their ARNs, and still when they are not in view. */
export type Selection = { chosen: ReadonlyMap<string, Execution>; /** The row from which a range goes on. */ anchor: number | null }

export type SelectionAction =
  | { kind: 'toggle'; rows: readonly Execution[]; index: number; range: boolean }
  | { kind: 'choose'; executions: readonly Execution[] }
  | { kind: 'clear' }

export const nothingChosen: Selection = { chosen: new Map(), anchor: null }

export function select(selection: Selection, action: SelectionAction): Selection {
  switch (action.kind) {
    case 'clear':
      return nothingChosen
    case 'choose':
      return { chosen: new Map(action.executions.map((one) => [one.arn, one])), anchor: null }
    case 'toggle': {
      const { rows, index, range } = action
      const row = rows[index]
      if (!row) return selection
      const chosen = new Map(selection.chosen)
      if (range && selection.anchor !== null) {
        const [from, to] = [Math.min(selection.anchor, index), Math.max(selection.anchor, index)]
        for (const one of rows.slice(from, to + 1)) chosen.set(one.arn, one)
      } else if (!chosen.delete(row.arn)) {
        chosen.set(row.arn, row)
      }
      return { chosen, anchor: index }
    }
  }
}
