import { awsQuery, membersOf, textOf, textsOf } from '../api/aws.ts'
import { documentOf, type Role } from '../api/roles.ts'

/** A policy of a role: one of its own, or one that several may have. */
export type Policy = { name: string; kind: 'inline' | 'attached'; arn: string | null; document: string }

/** What the simulator finds for one action on one resource. */
export type Verdict = { action: string; resource: string; decision: 'allowed' | 'explicitDeny' | 'implicitDeny'; by: string[]; missing: string[] }

export async function policiesOf(role: string): Promise<Policy[]> {
  const [inline, attached] = await Promise.all([
    awsQuery('iam', 'ListRolePolicies', { RoleName: role }),
    awsQuery('iam', 'ListAttachedRolePolicies', { RoleName: role }),
  ])
  const own = membersOf(inline, 'PolicyNames').map(async (member): Promise<Policy> => {
    const name = member.textContent
    const answer = await awsQuery('iam', 'GetRolePolicy', { RoleName: role, PolicyName: name })
    return { name, kind: 'inline', arn: null, document: documentOf(textOf(answer, 'PolicyDocument')) }
  })
  const shared = membersOf(attached, 'AttachedPolicies').map(async (member): Promise<Policy> => {
    const arn = textOf(member, 'PolicyArn')
    const policy = await awsQuery('iam', 'GetPolicy', { PolicyArn: arn })
    const version = await awsQuery('iam', 'GetPolicyVersion', { PolicyArn: arn, VersionId: textOf(policy, 'DefaultVersionId') })
    return { name: textOf(member, 'PolicyName'), kind: 'attached', arn, document: documentOf(textOf(version, 'Document')) }
  })
  return Promise.all([...own, ...shared])
}

export async function createRole(name: string, service: string, description: string): Promise<void> {
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] }
  await awsQuery('iam', 'CreateRole', { RoleName: name, Description: description, AssumeRolePolicyDocument: JSON.stringify(trust) })
}

export async function putPolicy(role: string, name: string, document: string): Promise<void> {
  await awsQuery('iam', 'PutRolePolicy', { RoleName: role, PolicyName: name, PolicyDocument: document })
}

export async function removePolicy(role: string, policy: Policy): Promise<void> {
  if (policy.arn === null) await awsQuery('iam', 'DeleteRolePolicy', { RoleName: role, PolicyName: policy.name })
  else await awsQuery('iam', 'DetachRolePolicy', { RoleName: role, PolicyArn: policy.arn })
}

/** A role that has policies cannot be deleted: they go first, as on AWS. */
export async function deleteRole(role: string): Promise<void> {
  for (const policy of await policiesOf(role)) await removePolicy(role, policy)
  await awsQuery('iam', 'DeleteRole', { RoleName: role })
}

function listed(name: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]))
}

/** What a role may do, by its policies. */
export async function simulate(role: Role, actions: readonly string[], resources: readonly string[]): Promise<Verdict[]> {
  const answer = await awsQuery('iam', 'SimulatePrincipalPolicy', {
    PolicySourceArn: role.arn,
    MaxItems: '1000',
    ...listed('ActionNames', actions),
    ...listed('ResourceArns', resources),
  })
  return membersOf(answer, 'EvaluationResults').map((member) => {
    const decision = textOf(member, 'EvalDecision')
    return {
      action: textOf(member, 'EvalActionName'),
      resource: textOf(member, 'EvalResourceName'),
      decision: decision === 'allowed' || decision === 'explicitDeny' ? decision : 'implicitDeny',
      by: textsOf(member, 'SourcePolicyId'),
      missing: membersOf(member, 'MissingContextValues').map((one) => one.textContent),
    }
  })
}
