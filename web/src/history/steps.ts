import type { HistoryEvent } from '../api/execution.ts'

/** What an execution did, derived from its history: the graph, the table and the timeline are views of this. */

export type StepStatus = 'running' | 'succeeded' | 'caught' | 'failed' | 'timed_out' | 'aborted'

/**
 * What a step does with its time: it works; it waits for a time, a person or another execution; it waits to try again;
 * it is idle, because nobody has taken its task yet or the execution had ended before it was redriven.
 */
export type Activity = 'working' | 'waiting' | 'retrying' | 'idle'

/** `to` is null while it lasts. */
export type Span = { activity: Activity; from: number; to: number | null }

export type Attempt = {
  /** From 1. */
  number: number
  /** The event by which it began. */
  event: number
  scheduled: number
  started: number | null
  ended: number | null
  endEvent: number | null
  status: StepStatus
  error: string | null
  cause: string | null
}

export type Iteration = { index: number; status: StepStatus; from: number; to: number | null; event: number }

/** One visit of a state. */
export type Step = {
  /** The number of the event by which the state was entered. */
  id: number
  state: string
  /** `Task`, `Wait` … */
  type: string
  status: StepStatus
  /** The how manyeth visit of this state it is, from 1; each iteration of a Map counts for itself. */
  visit: number
  entered: number
  left: number | null
  exitEvent: number | null
  error: string | null
  cause: string | null
  resource: string | null
  attempts: Attempt[]
  spans: Span[]
  /** The step it is within. */
  within: number | null
  branch: number | null
  iteration: number | null
  /** The step that came before it on its line of control. */
  follows: number | null
  depth: number
  /** Of a Map. */
  iterations: Map<number, Iteration>
  mapRun: string | null
  /** The execution it has started. */
  child: string | null
  /** Its own events, without those of the steps within. */
  events: number[]
}

export type Steps = {
  /** In the order in which they were entered. */
  all: Step[]
  byId: ReadonlyMap<number, Step>
  /** The step that each event belongs to. */
  ofEvent: ReadonlyMap<number, Step>
  byState: ReadonlyMap<string, Step[]>
  began: number | null
  ended: number | null
  redrives: number
}

/** Derives the steps of a history, whole or so far. */
export function deriveSteps(events: readonly HistoryEvent[]): Steps {
  const derivation = new Derivation()
  for (const event of events) derivation.take(event)
  return derivation.steps()
}

/** What follows one another: the execution itself, a branch of a Parallel or an iteration of a Map. */
class Line {
  current: Step | null = null
  /** How often each state was entered on it. */
  readonly visits = new Map<string, number>()
  readonly owner: Step | null
  readonly branch: number | null
  readonly iteration: number | null

  constructor(owner: Step | null, branch: number | null, iteration: number | null) {
    this.owner = owner
    this.branch = branch
    this.iteration = iteration
  }
}

const ENDS: Record<string, StepStatus> = { ExecutionFailed: 'failed', ExecutionTimedOut: 'timed_out', ExecutionAborted: 'aborted' }

class Derivation {
  readonly #root = new Line(null, null, null)
  readonly #lineOfEvent = new Map<number, Line>()
  readonly #lineOfStep = new Map<Step, Line>()
  readonly #ofEvent = new Map<number, Step>()
  readonly #all: Step[] = []
  readonly #byState = new Map<string, Step[]>()
  /** Steps that are going on. */
  readonly #open = new Set<Step>()
  /** Steps that ended with the execution: a redrive takes them up again. */
  readonly #interrupted = new Set<Step>()
  /** The events by which the execution was redriven. */
  readonly #redriven = new Set<number>()
  /** The tasks and waits that have gone on since. */
  readonly #resumed = new Set<Step>()
  /** The lines that begin with an event: an iteration with its own, the branches of a Parallel with one for all of them. */
  readonly #iterations = new Map<number, Line>()
  readonly #branches = new Map<number, number>()
  #began: number | null = null
  #ended: number | null = null
  #redrives = 0

  steps(): Steps {
    return {
      all: this.#all,
      byId: new Map(this.#all.map((step) => [step.id, step])),
      ofEvent: this.#ofEvent,
      byState: this.#byState,
      began: this.#began,
      ended: this.#ended,
      redrives: this.#redrives,
    }
  }

  take(event: HistoryEvent): void {
    const at = Date.parse(event.at)
    const line = this.#lineFor(event)
    this.#lineOfEvent.set(event.id, line)
    if (event.type.startsWith('Execution')) {
      this.#execution(event, at)
    } else if (event.type.endsWith('StateEntered')) {
      this.#enter(event, line, at)
    } else {
      const step = line.current
      if (!step) return
      this.#ofEvent.set(event.id, step)
      step.events.push(event.id)
      this.#within(event, step, at)
    }
  }

  #execution(event: HistoryEvent, at: number): void {
    if (event.type === 'ExecutionStarted') {
      this.#began = at
    } else if (event.type === 'ExecutionRedriven') {
      this.#redrives += 1
      this.#ended = null
      this.#redriven.add(event.id)
      for (const step of this.#interrupted) this.#reopen(step)
      this.#interrupted.clear()
      this.#resumed.clear()
    } else {
      this.#ended = at
      const status = ENDS[event.type]
      if (status) this.#endWith(event, status, at)
    }
  }

  /** The execution ended in the middle: whatever was on the way to the event that ended it failed, the rest was called off. */
  #endWith(event: HistoryEvent, status: StepStatus, at: number): void {
    const guilty = new Set<Step>()
    for (let line = this.#lineOfEvent.get(event.previous); line; line = line.owner ? this.#lineOfStep.get(line.owner) : undefined) {
      if (line.current) guilty.add(line.current)
    }
    for (const step of this.#open) {
      this.#interrupted.add(step)
      const isGuilty = guilty.has(step) && status !== 'aborted'
      this.#close(step, isGuilty ? status : 'aborted', at)
      if (isGuilty) {
        step.error ??= event.error ?? null
        step.cause ??= event.cause ?? null
      }
    }
    for (const step of guilty) if (step.status === 'failed' || step.status === 'timed_out') this.#interrupted.add(step)
  }

  #enter(event: HistoryEvent, line: Line, at: number): void {
    const state = event.state ?? ''
    const type = event.type.slice(0, -'StateEntered'.length)
    const before = line.current
    if (before) this.#open.delete(before)
    const step: Step = {
      id: event.id,
      state,
      type,
      status: 'running',
      visit: this.#countVisit(line, state),
      entered: at,
      left: null,
      exitEvent: null,
      error: null,
      cause: null,
      resource: null,
      attempts: [],
      spans: [{ activity: type === 'Wait' ? 'waiting' : type === 'Task' ? 'idle' : 'working', from: at, to: null }],
      within: line.owner?.id ?? null,
      branch: line.branch,
      iteration: line.iteration,
      follows: before?.id ?? null,
      depth: line.owner ? line.owner.depth + 1 : 0,
      iterations: new Map(),
      mapRun: null,
      child: null,
      events: [event.id],
    }
    line.current = step
    this.#lineOfStep.set(step, line)
    this.#all.push(step)
    this.#open.add(step)
    this.#ofEvent.set(event.id, step)
    const sameState = this.#byState.get(state)
    if (sameState) sameState.push(step)
    else this.#byState.set(state, [step])
    // A Fail is not followed by an exit.
    if (type === 'Fail') this.#close(step, 'failed', at)
  }

  #countVisit(line: Line, state: string): number {
    const visit = (line.visits.get(state) ?? 0) + 1
    line.visits.set(state, visit)
    return visit
  }

  #within(event: HistoryEvent, step: Step, at: number): void {
    const type = event.type
    if (type.endsWith('StateExited')) {
      const lastStatus = step.attempts.at(-1)?.status ?? step.status
      const wentWrong = step.error !== null || lastStatus === 'failed' || lastStatus === 'timed_out'
      step.exitEvent = event.id
      this.#callOffWithin(step, at)
      this.#close(step, wentWrong ? 'caught' : 'succeeded', at)
    } else if (type.endsWith('StateAborted')) {
      const last = step.attempts.at(-1)
      const isGuilty = last?.status === 'failed' || last?.status === 'timed_out'
      this.#close(step, isGuilty ? last.status : 'aborted', at)
      this.#interrupted.add(step)
    } else if (type === 'EvaluationFailed') {
      step.error = event.error ?? null
      step.cause = event.cause ?? null
    } else if (type.startsWith('MapIteration')) {
      this.#iteration(event, step, at)
    } else if (type.startsWith('MapRun') || type.startsWith('MapState') || type.startsWith('ParallelState')) {
      this.#container(event, step, at)
    } else {
      this.#task(event, step, at)
    }
  }

  #task(event: HistoryEvent, step: Step, at: number): void {
    const kind = /(Scheduled|StartFailed|SubmitFailed|Submitted|Started|Succeeded|Failed|TimedOut)$/.exec(event.type)?.[1]
    step.resource = event.resource ?? step.resource
    step.child = event.child ?? step.child
    const attempt = step.attempts.at(-1)
    switch (kind) {
      case 'Scheduled':
        step.error = null
        step.cause = null
        step.attempts.push({ number: step.attempts.length + 1, event: event.id, scheduled: at, started: null, ended: null, endEvent: null, status: 'running', error: null, cause: null })
        // Workers come for the tasks of an activity; all others are begun at once.
        turn(step, event.type.startsWith('Activity') ? 'idle' : 'working', at)
        break
      case 'Started':
        if (attempt) attempt.started = at
        turn(step, 'working', at)
        break
      case 'Submitted':
        turn(step, 'waiting', at)
        break
      case 'Succeeded':
        if (attempt) Object.assign(attempt, { ended: at, endEvent: event.id, status: 'succeeded' })
        turn(step, 'working', at)
        break
      default: {
        const status = kind === 'TimedOut' ? 'timed_out' : 'failed'
        if (attempt) Object.assign(attempt, { ended: at, endEvent: event.id, status, error: event.error ?? null, cause: event.cause ?? null })
        step.error = event.error ?? null
        step.cause = event.cause ?? null
        turn(step, 'retrying', at)
      }
    }
  }

  #iteration(event: HistoryEvent, step: Step, at: number): void {
    const index = event.iteration ?? 0
    const known = step.iterations.get(index)
    const status: StepStatus = event.type.endsWith('Started') ? 'running' : event.type.endsWith('Succeeded') ? 'succeeded' : event.type.endsWith('Failed') ? 'failed' : 'aborted'
    if (!known || status === 'running') step.iterations.set(index, { index, status, from: at, to: status === 'running' ? null : at, event: event.id })
    else Object.assign(known, { status, to: at })
  }

  /** A Parallel or a Map begins, again perhaps, or is over. */
  #container(event: HistoryEvent, step: Step, at: number): void {
    const attempt = step.attempts.at(-1)
    if (event.type.endsWith('StateStarted')) {
      this.#callOffWithin(step, at)
      step.error = null
      step.cause = null
      if (attempt?.status === 'running') Object.assign(attempt, { status: 'failed', ended: at, endEvent: event.id })
      step.attempts.push({ number: step.attempts.length + 1, event: event.id, scheduled: at, started: at, ended: null, endEvent: null, status: 'running', error: null, cause: null })
    } else if (event.type === 'MapRunStarted' || event.type === 'MapRunRedriven') {
      step.mapRun = event.map_run_arn ?? step.mapRun
    } else if (attempt && event.type.endsWith('Succeeded')) {
      Object.assign(attempt, { status: 'succeeded', ended: at, endEvent: event.id })
    } else if (event.type.endsWith('Failed')) {
      const { error = null, cause = null } = event.error ? event : this.#whatWentWrongWithin(step)
      if (attempt) Object.assign(attempt, { status: 'failed', ended: at, endEvent: event.id, error, cause })
      step.error = error ?? 'States.TaskFailed'
      step.cause = cause
      this.#callOffWithin(step, at)
    }
  }

  #whatWentWrongWithin(container: Step): { error: string | null; cause: string | null } {
    for (let index = this.#all.length - 1; index >= 0; index -= 1) {
      const step = this.#all[index]
      if (!step || step.id < container.id) break
      if (step.within === container.id && step.error && step.status !== 'caught') return step
    }
    return { error: null, cause: null }
  }

  /** What was still going on in a container that is over. */
  #callOffWithin(container: Step, at: number): void {
    if (container.type !== 'Parallel' && container.type !== 'Map') return
    for (const step of this.#open) {
      if (!this.#isWithin(step, container)) continue
      const last = step.attempts.at(-1)
      this.#interrupted.add(step)
      this.#close(step, step.type === 'Fail' ? 'failed' : last?.status === 'failed' || last?.status === 'timed_out' ? last.status : 'aborted', at)
    }
  }

  #isWithin(step: Step, container: Step): boolean {
    for (let owner = this.#lineOfStep.get(step)?.owner; owner; owner = this.#lineOfStep.get(owner)?.owner) {
      if (owner === container) return true
    }
    return false
  }

  #close(step: Step, status: StepStatus, at: number): void {
    step.status = status
    step.left = at
    turn(step, null, at)
    const attempt = step.attempts.at(-1)
    if (attempt?.status === 'running') Object.assign(attempt, { status, ended: at })
    this.#open.delete(step)
  }

  #reopen(step: Step): void {
    const left = step.left
    step.status = 'running'
    step.left = null
    step.error = null
    step.cause = null
    if (left !== null) step.spans.push({ activity: 'idle', from: left, to: null })
    for (const iteration of step.iterations.values()) {
      if (iteration.status === 'failed' || iteration.status === 'aborted') Object.assign(iteration, { status: 'running', to: null })
    }
    this.#open.add(step)
  }

  #lineFor(event: HistoryEvent): Line {
    const { type } = event
    if (event.previous === 0 || type.startsWith('Execution')) return this.#root
    const isAfterRedrive = this.#redriven.has(event.previous)
    const line = this.#lineOfEvent.get(event.previous) ?? this.#root
    if (type.startsWith('MapIteration')) {
      const isIt = (step: Step) => step.type === 'Map' && isNamed(step, event)
      const around = isAfterRedrive ? this.#firstOpen(isIt) : this.#climb(line, isIt)
      const map = around?.current ?? null
      if (type === 'MapIterationStarted') this.#iterations.set(event.id, new Line(map, null, event.iteration ?? null))
      return around ?? line
    }
    if (isAfterRedrive) return this.#lineAfterRedrive(event)
    if (type.endsWith('StateEntered')) return this.#entering(line, event)
    const container = /^(Map|Parallel)(State|Run)/.exec(type)?.[1]
    return container ? (this.#climb(line, (step) => step.type === container && isNamed(step, event)) ?? line) : line
  }

  /** The first state of an iteration or of a branch is on a line of its own. */
  #entering(line: Line, event: HistoryEvent): Line {
    const iteration = this.#iterations.get(event.previous)
    if (iteration) return iteration
    const container = line.current
    if (container?.type !== 'Parallel' || container.attempts.at(-1)?.event !== event.previous) return line
    const branch = this.#branches.get(event.previous) ?? 0
    this.#branches.set(event.previous, branch + 1)
    return new Line(container, branch, null)
  }

  /** The line, or the nearest around it, of which the current step is such a one and goes on. */
  #climb(line: Line, isIt: (step: Step) => boolean): Line | null {
    for (let at: Line | undefined = line; at; at = at.owner ? this.#lineOfStep.get(at.owner) : undefined) {
      if (at.current?.left === null && isIt(at.current)) return at
    }
    return null
  }

  /** The line of the first step that goes on and is such a one. */
  #firstOpen(isIt: (step: Step) => boolean): Line | null {
    const step = [...this.#open].filter(isIt).sort((one, other) => one.id - other.id)[0]
    return (step && this.#lineOfStep.get(step)) ?? null
  }

  /** After a redrive every line goes on from that one event: the steps that were interrupted are taken up in their order. */
  #lineAfterRedrive(event: HistoryEvent): Line {
    const type = /^(Map|Parallel|Wait|Pass|Choice|Succeed|Fail)/.exec(event.type)?.[1] ?? 'Task'
    const line = this.#firstOpen((step) => step.type === type && isNamed(step, event) && !this.#resumed.has(step)) ?? this.#root
    if (line.current && (type === 'Task' || type === 'Wait')) this.#resumed.add(line.current)
    return line
  }
}

/** An event that names its state is of that one. */
function isNamed(step: Step, event: HistoryEvent): boolean {
  return !event.state || step.state === event.state
}

/** A step does something else from now on; null when it is over. */
function turn(step: Step, activity: Activity | null, at: number): void {
  const last = step.spans.at(-1)
  if (last?.to === null) {
    if (last.activity === activity) return
    if (last.from === at) step.spans.pop()
    else last.to = at
  }
  if (activity) step.spans.push({ activity, from: at, to: null })
}

/** What a step does now; null when it is over. */
export function activityOf(step: Step): Activity | null {
  const last = step.spans.at(-1)
  return step.left === null && last?.to === null ? last.activity : null
}

/** For how long the steps of an execution did what, containers left out: what is in them counts. */
export function timeSpent(steps: Steps, now: number): Record<Activity, number> {
  const spent: Record<Activity, number> = { working: 0, waiting: 0, retrying: 0, idle: 0 }
  for (const step of steps.all) {
    if (step.type === 'Parallel' || (step.type === 'Map' && step.mapRun === null)) continue
    for (const span of step.spans) spent[span.activity] += Math.max(0, (span.to ?? now) - span.from)
  }
  return spent
}

/** How often each way from a state to another was gone. */
export function waysTaken(steps: Steps): Map<string, Map<string, number>> {
  const ways = new Map<string, Map<string, number>>()
  for (const step of steps.all) {
    const before = step.follows === null ? null : steps.byId.get(step.follows)
    if (!before) continue
    const from = ways.get(before.state) ?? new Map<string, number>()
    from.set(step.state, (from.get(step.state) ?? 0) + 1)
    ways.set(before.state, from)
  }
  return ways
}

/** The steps as a tree is read: what is within another after it, one branch or iteration after the other. */
export function treeOrder(steps: Steps): Step[] {
  const within = new Map<number | null, Step[]>()
  for (const step of steps.all) {
    const siblings = within.get(step.within)
    if (siblings) siblings.push(step)
    else within.set(step.within, [step])
  }
  const ordered: Step[] = []
  const visit = (owner: number | null) => {
    const children = within.get(owner) ?? []
    // Steps that are entered at one place keep their order: sorting is stable.
    const place = (step: Step) => step.iteration ?? step.branch ?? 0
    for (const step of owner === null ? children : [...children].sort((one, other) => place(one) - place(other))) {
      ordered.push(step)
      if (within.has(step.id)) visit(step.id)
    }
  }
  visit(null)
  return ordered
}

/** The step to look at first: the one that went wrong, or the one that is going on, or where it began. */
export function stepOfInterest(steps: Steps): Step | null {
  const wrong = steps.all.filter((step) => step.status === 'failed' || step.status === 'timed_out').sort((one, other) => other.depth - one.depth)
  const isOver = steps.ended !== null
  const going = steps.all.findLast((step) => step.left === null)
  return (isOver ? wrong[0] : going) ?? steps.all[0] ?? null
}
