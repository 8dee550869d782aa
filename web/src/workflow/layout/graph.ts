import type { Scope, State, TransitionKind, TransitionRef } from '../definition.ts'
import { LABEL, LABEL_CHARACTERS } from './sizes.ts'

/** What there is to draw of one scope: its states with its start and end as vertices, and one link for all the ways from one to another. */

/** What it takes on the left and on the right of the line through it, and downwards. */
export type Size = { before: number; after: number; height: number }

export type Link = {
  from: number
  to: number
  kinds: TransitionKind[]
  transitions: TransitionRef[]
  /** Only errors lead along it. */
  isCatch: boolean
  label: string
}

export type Graph = {
  sizes: Size[]
  links: Link[]
  /** The links from each vertex, in the order in which they are wanted straight. */
  from: number[][]
  /** Vertex 0 is the start; the states follow as they are written; the end is the last, where anything leads to it. */
  states: readonly State[]
  end: number | null
  /** Whether it ends well at the vertex. */
  isGoodEnd: (vertex: number) => boolean
}

export const START_VERTEX = 0

export function graphOf(scope: Scope, sizeOf: (state: State) => Size, endSize: Size): Graph {
  const vertexOf = new Map(scope.states.map((state, index) => [state.id, index + 1]))
  const hasEnd = scope.states.length === 0 || scope.states.some((state) => state.isEnd)
  const end = hasEnd ? scope.states.length + 1 : null
  const links: Link[] = []
  const first = scope.states.length === 0 ? end : vertexOf.get(scope.startAt)
  if (first !== undefined && first !== null) links.push({ from: START_VERTEX, to: first, kinds: ['next'], transitions: [{ kind: 'start', scope: scope.path }], isCatch: false, label: '' })
  scope.states.forEach((state, index) => {
    links.push(...linksFrom(state, index + 1, vertexOf))
    // What is final by its type leads nowhere else: there is nothing that could be written differently.
    if (state.isEnd && end !== null) links.push({ from: index + 1, to: end, kinds: ['next'], transitions: isFinal(state) ? [] : [{ kind: 'end' }], isCatch: false, label: '' })
  })
  const sizes = [endSize, ...scope.states.map(sizeOf), ...(hasEnd ? [endSize] : [])]
  const from: number[][] = sizes.map(() => [])
  for (const isCatch of [false, true]) links.forEach((link, index) => link.isCatch === isCatch && from[link.from]?.push(index))
  return { sizes, links, from, states: scope.states, end, isGoodEnd: (vertex) => scope.states[vertex - 1]?.isEnd === true && scope.states[vertex - 1]?.type !== 'Fail' }
}

function isFinal(state: State): boolean {
  return state.type === 'Succeed' || state.type === 'Fail'
}

function linksFrom(state: State, from: number, vertexOf: ReadonlyMap<string, number>): Link[] {
  const links = new Map<number, Link>()
  for (const { to: name, kind, label, ref } of state.transitions) {
    const to = vertexOf.get(name)
    if (to === undefined) continue
    const known = links.get(to)
    const isCatch = kind === 'catch' && (known?.isCatch ?? true)
    const labels = [known?.label ?? '', kind === 'catch' ? '' : label]
    links.set(to, {
      from,
      to,
      kinds: [...new Set([...(known?.kinds ?? []), kind])],
      transitions: [...(known?.transitions ?? []), ref],
      isCatch,
      label: shortened(labels.filter(Boolean).join(' ∨ ')),
    })
  }
  return [...links.values()].sort((one, other) => Number(one.isCatch) - Number(other.isCatch))
}

function shortened(text: string): string {
  return text.length > LABEL_CHARACTERS ? `${text.slice(0, LABEL_CHARACTERS - 1)}…` : text
}

export function labelWidth(link: Link): number {
  return link.label ? link.label.length * LABEL.perCharacter + LABEL.padding : 0
}
