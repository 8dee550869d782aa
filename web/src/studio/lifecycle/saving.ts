import type { QueryClient } from '@tanstack/react-query'

import { AwsError } from '../../api/aws.ts'
import { createMachine, INITIAL_REVISION, type Machine, machineQuery, machinesQuery, updateMachine } from '../../api/state_machines.ts'
import { checkQuery } from '../check.ts'
import type { Saved, Session, StudioState } from '../session.ts'
import { dropSource, keepSource, sourceQuery } from './source.ts'

/** What came of saving, or what has to be settled before it can be done. */
export type SaveOutcome =
  | { kind: 'saved'; saved: Saved }
  /** The engine refuses the definition. */
  | { kind: 'errors'; count: number }
  /** `${Name}`s that stand for nothing yet. */
  | { kind: 'values'; names: readonly string[] }
  /** A new machine acts as some role. `isGone`: it was there, and somebody has deleted it. */
  | { kind: 'role'; isGone: boolean }
  /** Somebody else has saved another definition since this one was opened. */
  | { kind: 'conflict'; theirs: Machine }

/** What was settled. */
export type SaveDecision = {
  /** The role of a new machine. */
  roleArn?: string
  /** What somebody else has saved may be overwritten: that revision of it and no later one. */
  overwrites?: Machine
  /** Placeholders without values are saved as they stand. */
  leavesPlaceholders?: boolean
}

/** Somebody waits for the word: what cannot be reached is told, not asked for again. */
const now = { retry: false } as const

/** Saves what is written now. Nothing of it is done until everything is settled. */
export async function save(session: Session, queries: QueryClient, decision: SaveDecision): Promise<SaveOutcome> {
  const state = session.now()
  const { text, type, substitutions } = state
  const checked = await queries.fetchQuery({ ...checkQuery(text, type, substitutions), ...now })
  session.set({ checked })
  const errors = checked.diagnostics.filter((one) => one.severity === 'ERROR').length
  const { definition } = checked
  if (errors > 0 || !definition) return { kind: 'errors', count: Math.max(errors, 1) }
  if (checked.placeholders.length > 0 && !decision.leavesPlaceholders) return { kind: 'values', names: checked.placeholders }
  const place = await placeOf(state, queries, decision)
  if (place.kind !== 'create' && place.kind !== 'update') return place
  const written = place.kind === 'create' ? await create(state.name, type, definition, place.roleArn, queries) : await update(place.machine, definition)
  if ('theirs' in written) return { kind: 'conflict', theirs: written.theirs }
  const saved: Saved = { ...written, text, substitutions }
  try {
    await keepWritten(state, saved, queries)
  } catch (error) {
    // The machine is saved all the same; what is not kept counts as not saved, so that saving again keeps it.
    session.set({ saved: { ...saved, text: state.saved?.text ?? '', substitutions: state.saved?.substitutions ?? {} } })
    throw error
  }
  session.set({ saved })
  await queries.invalidateQueries({ queryKey: machinesQuery.queryKey })
  return { kind: 'saved', saved }
}

type Settled = { kind: 'create'; roleArn: string } | { kind: 'update'; machine: Machine }

/** Where it is to be saved, or why that is not settled yet. */
async function placeOf({ saved }: StudioState, queries: QueryClient, { roleArn, overwrites }: SaveDecision): Promise<Settled | SaveOutcome> {
  if (roleArn !== undefined) return { kind: 'create', roleArn }
  const arn = saved?.arn ?? overwrites?.stateMachineArn
  if (arn === undefined) return { kind: 'role', isGone: false }
  const machine = await described(arn, queries)
  if (machine === null) return { kind: 'role', isGone: true }
  const known = overwrites ? revisionOf(overwrites) : saved?.revisionId
  return revisionOf(machine) === known ? { kind: 'update', machine } : { kind: 'conflict', theirs: machine }
}

function revisionOf(machine: Machine): string {
  return machine.revisionId ?? INITIAL_REVISION
}

type Written = Pick<Saved, 'arn' | 'revisionId' | 'roleArn'>

async function create(name: string, type: Machine['type'], definition: string, roleArn: string, queries: QueryClient): Promise<Written | { theirs: Machine }> {
  try {
    const { stateMachineArn: arn } = await createMachine({ name, type, definition, roleArn })
    return { arn, revisionId: INITIAL_REVISION, roleArn }
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'StateMachineAlreadyExists')) throw error
    const machines = await queries.fetchQuery({ ...machinesQuery, staleTime: 0, ...now })
    const listed = machines.find((one) => one.name === name)
    const theirs = listed ? await described(listed.stateMachineArn, queries) : null
    if (theirs === null) throw error
    return { theirs }
  }
}

async function update(machine: Machine, definition: string): Promise<Written> {
  const { stateMachineArn: arn, roleArn } = machine
  const { revisionId = INITIAL_REVISION } = await updateMachine(arn, definition)
  return { arn, revisionId, roleArn }
}

/** As it is now; null when it is not there any more. */
async function described(arn: string, queries: QueryClient): Promise<Machine | null> {
  try {
    const machine = await queries.fetchQuery({ ...machineQuery(arn), staleTime: 0, ...now })
    return machine.status === 'DELETING' ? null : machine
  } catch (error) {
    if (error instanceof AwsError && error.code === 'StateMachineDoesNotExist') return null
    throw error
  }
}

/** What the definition alone does not say is kept beside it. */
async function keepWritten({ name, document: { notation } }: StudioState, { text, substitutions, revisionId }: Saved, queries: QueryClient): Promise<void> {
  const { queryKey } = sourceQuery(name)
  if (notation === 'yaml' || Object.keys(substitutions).length > 0) {
    const source = { text, notation, substitutions, revision_id: revisionId }
    await keepSource(name, source)
    queries.setQueryData(queryKey, source)
  } else if (queries.getQueryData(queryKey)) {
    await dropSource(name)
    queries.setQueryData(queryKey, null)
  }
}
