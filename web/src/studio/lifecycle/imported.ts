import { isRecord } from '../../api/problem.ts'
import type { MachineType } from '../../api/state_machines.ts'
import { parseSyntax } from '../../workflow/document.ts'
import { memberOf, type SyntaxProblem, valueOf } from '../../workflow/syntax.ts'
import type { Substitutions } from '../session.ts'

/** A workflow as it comes from elsewhere: a definition by itself, or one that stands in a template of SAM or CloudFormation. */
export type Imported = { name: string; text: string; type: MachineType; substitutions: Substitutions }

export type ImportFault =
  | { kind: 'unreadable'; problem: SyntaxProblem }
  /** There is no definition in it. */
  | { kind: 'nothing' }
  /** The template says only where the definition is. */
  | { kind: 'elsewhere'; uri: string }

const machineTypes: readonly unknown[] = ['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine']

/** Reads what was dropped, chosen or pasted. `name` is what it is called when it does not say so itself. */
export function readImport(text: string, name: string): { found: readonly Imported[] } | { fault: ImportFault } {
  const read = parseSyntax(text)
  if ('problem' in read) return { fault: { kind: 'unreadable', problem: read.problem } }
  const { root } = read
  if (memberOf(root, 'States')) return { found: [{ name, text, type: 'STANDARD', substitutions: {} }] }
  const resources = memberOf(root, 'Resources')
  const machines = Object.entries(recordOf(resources && valueOf(resources.value))).filter(([, resource]) => isRecord(resource) && machineTypes.includes(resource.Type))
  const found = machines.flatMap(([id, resource]) => machineIn(id, recordOf(recordOf(resource).Properties)))
  if (found.length > 0) return { found }
  const uri = machines.map(([, resource]) => uriIn(recordOf(recordOf(resource).Properties))).find((one) => one !== '')
  return { fault: uri ? { kind: 'elsewhere', uri } : { kind: 'nothing' } }
}

function machineIn(id: string, properties: Record<string, unknown>): Imported[] {
  const text = isRecord(properties.Definition) ? `${JSON.stringify(properties.Definition, null, 2)}\n` : stringIn(properties.DefinitionString)
  if (text === '') return []
  const name = [properties.Name, properties.StateMachineName].find((one) => typeof one === 'string')
  const type = [properties.Type, properties.StateMachineType].includes('EXPRESS') ? 'EXPRESS' : 'STANDARD'
  const substitutions = Object.fromEntries(Object.entries(recordOf(properties.DefinitionSubstitutions)).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])))
  return [{ name: typeof name === 'string' ? name : id, text, type, substitutions }]
}

/** A text, also one that CloudFormation would fill in. */
function stringIn(value: unknown): string {
  const filled = isRecord(value) ? value['Fn::Sub'] : value
  const first: unknown = Array.isArray(filled) ? filled[0] : filled
  return typeof first === 'string' ? first : ''
}

function uriIn({ DefinitionUri: uri, DefinitionS3Location: location }: Record<string, unknown>): string {
  if (typeof uri === 'string') return uri
  const { Bucket: bucket, Key: key } = recordOf(uri ?? location)
  return typeof key === 'string' ? `s3://${String(bucket)}/${key}` : ''
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}
