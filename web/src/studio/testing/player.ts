import { allScopes, allStates, type StateId, type Workflow } from '../../workflow/definition.ts'
import { edgeId } from '../../workflow/layout.ts'
import type { Rehearsed, RehearsedStep } from './rehearsal.ts'
import { scopeEnds } from './scope_ends.ts'

/**
 * A rehearsal as it is watched. A position is the number of the step that has just been entered; the one after the last
 * step is the end.
 */

export type Phase = 'ahead' | 'current' | 'going' | 'done'

export class Playback {
  readonly run: Rehearsed
  /** For a Parallel or a Map: the last step that was taken within. */
  private readonly lastWithin: readonly number[]

  constructor(run: Rehearsed) {
    this.run = run
    this.lastWithin = lastStepsWithin(run.steps)
  }

  /** The position at which all is over. */
  get end(): number {
    return this.run.steps.length
  }

  /** By the clock of the rehearsal, in milliseconds since it began. */
  clockAt(position: number): number {
    return this.run.steps[position]?.entered_at ?? this.run.seconds * 1_000
  }

  phaseAt(index: number, position: number): Phase {
    const step = this.run.steps[index]
    if (!step || index > position) return 'ahead'
    const now = this.run.steps[position]
    if (!now) return 'done'
    if (index === position) return 'current'
    const isOver = step.exited_at !== null && step.exited_at <= now.entered_at && (this.lastWithin[index] ?? index) < position
    return isOver ? 'done' : 'going'
  }

  /** Within how many others a step is. */
  depthOf(index: number): number {
    let depth = 0
    for (let outer = this.run.steps[index]?.within ?? null; outer !== null; outer = this.run.steps[outer]?.within ?? null) depth += 1
    return depth
  }

  /** The visits of each state so far. */
  visitsAt(position: number): Map<StateId, { step: RehearsedStep; phase: Phase }[]> {
    const visits = new Map<StateId, { step: RehearsedStep; phase: Phase }[]>()
    for (const [index, step] of this.run.steps.entries()) {
      const phase = this.phaseAt(index, position)
      if (phase === 'ahead') break
      const known = visits.get(step.state)
      if (known) known.push({ step, phase })
      else visits.set(step.state, [{ step, phase }])
    }
    return visits
  }

  /** The lines of the picture that were gone along so far. */
  takenAt(position: number, workflow: Workflow): Set<string> {
    const ends = scopeEnds(workflow)
    const starts = new Set([...allScopes(workflow)].map((scope) => scope.startAt))
    const fails = new Set([...allStates(workflow)].filter((state) => state.type === 'Fail').map((state) => state.id))
    const taken = new Set<string>()
    for (const [index, step] of this.run.steps.entries()) {
      const phase = this.phaseAt(index, position)
      if (phase === 'ahead') break
      const around = ends.get(step.state)
      if (around && starts.has(step.state)) taken.add(edgeId(around.start, step.state))
      if (phase !== 'done') continue
      if (step.next !== null) taken.add(edgeId(step.state, step.next))
      else if (around && (step.status === 'succeeded' || fails.has(step.state))) taken.add(edgeId(step.state, around.end))
    }
    return taken
  }
}

function lastStepsWithin(steps: readonly RehearsedStep[]): number[] {
  const last = steps.map((_, index) => index)
  for (const [index, step] of steps.entries()) {
    for (let outer = step.within; outer !== null; outer = steps[outer]?.within ?? null) last[outer] = index
  }
  return last
}

/** A long rehearsal is watched in about so long, and no step is shown for longer or shorter than can be followed. */
const WATCHED_MS = 8_000
const DWELL_MS = { min: 60, max: 700 }

/** How long each of so many steps is shown, in milliseconds. */
export function dwellOf(steps: number): number {
  return Math.min(DWELL_MS.max, Math.max(DWELL_MS.min, WATCHED_MS / Math.max(1, steps)))
}
