import type { StateId, StateType } from '../definition.ts'
import type { DraftDocument } from './draft_document.ts'
import { addField, type DraftArray, type DraftMember, type DraftObject, member, newArray, newDraft, newMember, newObject, removeField, setField } from './draft.ts'
import { scopesOf } from './references.ts'
import { RefusedEdit } from '../refused_edit.ts'
import { leadOn, passingBy } from './continuation.ts'

const everywhere = ['Type', 'Comment', 'QueryLanguage']
const paths = ['InputPath', 'OutputPath']
const onward = ['Next', 'End']
const recovery = ['Retry', 'Catch', 'ResultSelector', 'ResultPath']
const variables = ['Assign', 'Output']

/** The fields of each type, in either query language. */
const fields: Record<StateType, readonly string[]> = {
  Task: [...paths, ...onward, ...recovery, ...variables, 'Resource', 'Parameters', 'Arguments', 'Credentials', 'TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'],
  Pass: [...paths, ...onward, ...variables, 'Result', 'ResultPath', 'Parameters'],
  Choice: [...paths, ...variables, 'Choices', 'Default'],
  Wait: [...paths, ...onward, ...variables, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Parallel: [...paths, ...onward, ...recovery, ...variables, 'Branches', 'Parameters', 'Arguments'],
  Map: [
    ...paths, ...onward, ...recovery, ...variables, 'ItemProcessor', 'Iterator', 'ItemsPath', 'Items', 'ItemSelector', 'Parameters', 'ItemReader', 'ItemBatcher', 'ResultWriter', 'Label',
    'MaxConcurrency', 'MaxConcurrencyPath', 'ToleratedFailureCount', 'ToleratedFailureCountPath', 'ToleratedFailurePercentage', 'ToleratedFailurePercentagePath',
  ],
  Succeed: [...paths, 'Output'],
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
}

/** Makes a state one of another type: what that type has too stays, and it leads on to what it led to. */
export function changeType(draft: DraftDocument, id: StateId, type: StateType): DraftMember[] {
  const { member: state } = draft.state(id)
  const body = state.value
  if (body.kind !== 'object') throw new RefusedEdit('no_such_place')
  const to = passingBy(state)
  const scopes = scopesOf(body)
  setField(body, 'Type', type)
  const kept = new Set([...everywhere, ...fields[type]])
  body.members = body.members.filter((one) => kept.has(one.name))
  if (type === 'Choice' && !member(body, 'Choices')) addField(body, newMember('Choices', newArray([])))
  if (type === 'Parallel' && !member(body, 'Branches')) addField(body, newMember('Branches', branchesOf(scopes)))
  if (type === 'Map' && scopesOf(body).length === 0) addField(body, newMember('ItemProcessor', processorOf(scopes)))
  leadOn(state, to)
  return [state]
}

function branchesOf(scopes: readonly DraftObject[]): DraftArray {
  for (const scope of scopes) removeField(scope, 'ProcessorConfig')
  return newArray(scopes.length > 0 ? [...scopes] : [newObject([newMember('States', newObject([]))])])
}

/** Of several branches only the first can be what is done with each item. */
function processorOf(scopes: readonly DraftObject[]): DraftObject {
  const scope = scopes[0] ?? newObject([newMember('States', newObject([]))])
  if (!member(scope, 'ProcessorConfig')) addField(scope, newMember('ProcessorConfig', newDraft({ Mode: 'INLINE' })))
  return scope
}
